"""Parquet tables of any size: in and out, a part at a time, and spread over files by a key."""
