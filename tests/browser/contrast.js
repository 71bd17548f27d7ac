() => {
  // What cannot be read or used: text below 4.5:1 of its ground, the edge of a field below 3:1, and what is cut off.
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
  const groundOf = (e) => {
    const chain = [];
    for (let p = e; p; p = p.parentElement) chain.unshift(getComputedStyle(p).backgroundColor);
    return chain.reduce((under, color) => over(rgba(color), under), [255, 255, 255, 255]);
  };
  const opacityOf = (e) => { let n = 1; for (let p = e; p; p = p.parentElement) n *= Number(getComputedStyle(p).opacity); return n; };
  const contrast = (color, ground, opacity) => {
    const [r, g, b, a] = rgba(color);
    const [low, high] = [light(ground), light(over([r, g, b, a * opacity], ground))].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const bad = [];
  for (const e of document.querySelectorAll(".rv-grid *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.offsetParent || e.matches(".rv-sr, :disabled")) continue;
    const ratio = contrast(getComputedStyle(e).color, groundOf(e), opacityOf(e));
    if (ratio < 4.5) bad.push([e.className, e.textContent.trim().slice(0, 30), +ratio.toFixed(2)]);
  }
  const frame = document.querySelector(".rv-grid").getBoundingClientRect();
  for (const e of document.querySelectorAll(".rv-grid :is(button, input, select, textarea)")) {
    if (!e.offsetParent || e.closest(".rv-sr")) continue;
    const box = e.getBoundingClientRect(), name = (e.textContent || e.className || e.placeholder).trim().slice(0, 30);
    if (box.left < frame.left || box.right > frame.right + 1) bad.push(["cut off", name, box.right - frame.right]);
    if (!e.matches("textarea, .rv-play") && box.height > 60) bad.push(["too high", name, box.height]);
    if (e.matches("input:not([type=checkbox]), textarea, select")) {
      const ratio = contrast(getComputedStyle(e).borderTopColor, groundOf(e.parentElement), 1);
      if (ratio < 3) bad.push(["edge", name, +ratio.toFixed(2)]);
    }
  }
  return bad;
}
