
const root = document.documentElement;
const page = JSON.parse(document.getElementById("charts").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const places = [...document.querySelectorAll("[data-chart]")];
const draw = (place) => {
  const figure = page.figures[place.dataset.chart];
  const template = dark.matches ? page.dark : page.light;
  return Plotly.react(place, figure.data, {...figure.layout, template}, page.config);
};
// one at a time: the reader can scroll before the last is drawn
const drawAll = async () => {
  for (const place of places) {
    await draw(place);
    await new Promise((next) => setTimeout(next));
  }
  root.dataset.drawn = places.length;
};
// the library is large: it runs once the page can be read
const start = () => {
  const script = document.createElement("script");
  script.textContent = document.getElementById("plotly").textContent;
  document.head.append(script);
  if (!window.Plotly) return root.classList.remove("interactive");
  drawAll();
  dark.addEventListener("change", drawAll);
};
root.classList.add("interactive");
addEventListener("load", () => setTimeout(start));
