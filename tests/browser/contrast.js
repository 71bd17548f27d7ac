() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = (a, b) => a.slice(0, 3).map((v, i) => (v * a[3]) / 255 + b[i] * (1 - a[3] / 255)).concat(255);
  const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const bad = [];
  for (const e of document.querySelectorAll(".rv-grid *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.offsetParent || e.matches(".rv-sr, :disabled")) continue;
    const chain = [];
    for (let p = e; p; p = p.parentElement) chain.unshift(getComputedStyle(p).backgroundColor);
    const ground = chain.reduce((under, color) => over(rgba(color), under), [255, 255, 255, 255]);
    const [low, high] = [light(ground), light(over(rgba(getComputedStyle(e).color), ground))].sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) bad.push([e.className, e.textContent.trim().slice(0, 30), +ratio.toFixed(2)]);
  }
  return bad;
}
