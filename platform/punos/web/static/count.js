// A button says how many it acts on: data-counts names the boxes, data-one and data-many its words,
// the latter with a 0 where the number goes. Without scripts it keeps the words it came with.
for (const button of document.querySelectorAll("button[data-counts]")) {
  const plain = button.textContent;
  const boxes = () => document.querySelectorAll(`input[name="${CSS.escape(button.dataset.counts)}"]:checked`);
  const show = () => {
    const chosen = boxes().length;
    const { one, many } = button.dataset;
    button.textContent = chosen === 0 ? plain : chosen === 1 ? one : many.replace("0", chosen);
  };
  document.addEventListener("change", show);
  window.addEventListener("pageshow", show);
}
