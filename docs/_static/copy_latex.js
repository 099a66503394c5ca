// What is copied has each formula's LaTeX, in place of the letters that its symbols are made of.
document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  if (selection.isCollapsed) return;
  const range = selection.getRangeAt(0).cloneRange();
  const formula = (node) => (node.nodeType === 1 ? node : node.parentElement).closest("[data-latex]");
  if (formula(range.startContainer)) range.setStartBefore(formula(range.startContainer));
  if (formula(range.endContainer)) range.setEndAfter(formula(range.endContainer));
  const copy = document.createElement("div");
  copy.append(range.cloneContents());
  const formulas = copy.querySelectorAll("[data-latex]");
  if (formulas.length === 0) return;
  const html = copy.innerHTML;
  formulas.forEach((each) => { each.textContent = each.dataset.latex; });
  copy.style.cssText = "position: fixed; left: -200vw; width: 100vw";
  document.body.append(copy); // or it has no lines
  event.clipboardData.setData("text/plain", copy.innerText);
  event.clipboardData.setData("text/html", html);
  copy.remove();
  event.preventDefault();
});
