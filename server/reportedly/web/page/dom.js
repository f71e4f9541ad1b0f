// Making elements. Text only ever becomes text: nothing here parses markup.

/** An element with a class and children; strings become text nodes. */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** A button that calls `act` when it is pressed, and cannot be pressed again meanwhile. */
export function button(label, className, act) {
  const element = make("button", className, label);
  element.type = "button";
  element.addEventListener("click", async () => {
    element.disabled = true;
    await act();
    element.disabled = false;
  });
  return element;
}

/** The element, with a name of its own for those who hear it out of its place. */
export function named(element, name) {
  element.setAttribute("aria-label", name);
  return element;
}

/** "1 sentence", "2 sentences". */
export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
