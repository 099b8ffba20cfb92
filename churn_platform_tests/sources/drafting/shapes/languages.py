"""Tables with headers and values in other languages."""

from churn_platform_tests.sources.drafting.shapes.people import People, Table


def german() -> Table:
    p = People()
    return {
        "Kundennummer": p.ids("K{}"),
        "Vertragsdauer": p.months,
        "Newsletter": p.pick("Ja", "Nein"),
        "Beitrag": p.fee,
        "Kündigung": p.words("Ja", "Nein"),
    }


def still_customers(header: str, yes: str, no: str) -> Table:
    """Who stayed has the one value, and who left the other."""
    p = People()
    return {
        "Kundennummer": p.ids("K{}"),
        "Vertragsdauer": p.months,
        "Newsletter": p.pick("Ja", "Nein"),
        "Beitrag": p.fee,
        header: p.words(no, yes),
    }


def french() -> Table:
    p = People()
    return {
        "N° client": p.ids("F{}"),
        "Ancienneté": p.months,
        "Fibre": p.pick("Oui", "Non"),
        "Région": p.pick("Île-de-France", "Rhône-Alpes", "Bretagne"),
        "Résilié": p.words("Oui", "Non"),
    }


def spanish() -> Table:
    p = People()
    return {
        "Código cliente": p.ids("E{}"),
        "Antigüedad": p.months,
        "Fibra": p.pick("Sí", "No"),
        "Baja": p.words("Sí", "No"),
    }


def brazilian() -> Table:
    p = People()
    return {
        "id_cliente": p.ids("B{}"),
        "meses": p.months,
        "plano": p.pick("pré", "pós", "controle"),
        "cancelou": p.words("Sim", "Não"),
    }


def russian() -> Table:
    p = People()
    return {
        "Номер клиента": p.ids("R{}"),
        "Срок": p.months,
        "Интернет": p.pick("Да", "Нет"),
        "Отток": p.words("Да", "Нет"),
    }


def chinese() -> Table:
    p = People()
    return {
        "客户编号": p.ids("Z{}"),
        "在网时长": p.months,
        "宽带": p.pick("是", "否"),
        "是否流失": p.words("是", "否"),
    }


def japanese() -> Table:
    p = People()
    return {
        "顧客ID": p.ids("J{}"),
        "契約月数": p.months,
        "プラン": p.pick("基本", "標準", "家族"),
        "解約": p.words("はい", "いいえ"),
    }


def polish() -> Table:
    p = People()
    return {
        "id_klienta": p.ids("PL{}"),
        "miesiące": p.months,
        "internet": p.pick("Tak", "Nie"),
        "rezygnacja": p.words("Tak", "Nie"),
    }
