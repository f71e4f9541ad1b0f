// Small helpers to build the popup, the options page and the tooltip. Text only ever gets in as text.

type Child = Node | string;

/** An element with a class (or "") and children. */
export function make<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  className: string,
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** A button that calls `press`. `id` keeps the keyboard's focus on it when the popup is drawn anew. */
export function button(id: string, label: string, press: () => void, className = ""): HTMLButtonElement {
  const element = make("button", className, label);
  element.type = "button";
  element.id = id;
  element.addEventListener("click", press);
  return element;
}
