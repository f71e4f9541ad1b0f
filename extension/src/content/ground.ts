// Is the article's text light on a dark ground? Judged by the colour of the text itself: a page may be dark whatever
// the system prefers, and its ground may be a picture.

/** Whether an element's text is lighter than the middle between black and white. */
export function isOnDark(element: Element): boolean {
  return lightness(getComputedStyle(element).color) > 0.5;
}

/** The lightness of a computed colour, 0 (black) to 1 (white); 0 for a colour that is written in no known way. */
export function lightness(colour: string): number {
  const [, form, inside] = /^([a-z]+)\((.*)\)$/.exec(colour) ?? [];
  if (!form || !inside) return 0;
  const numbers = inside.match(/-?[\d.]+(?:e-?\d+)?%?/g) ?? [];
  const value = (text: string | undefined, full: number): number => {
    const number = Number.parseFloat(text ?? "0");
    return text?.endsWith("%") ? number / 100 : number / full;
  };
  switch (form) {
    case "rgb":
    case "rgba":
      return luma(value(numbers[0], 255), value(numbers[1], 255), value(numbers[2], 255));
    case "color": {
      // color(display-p3 r g b): the digit of the name is no channel.
      const channels = inside.replace(/^\S+\s/, "").match(/-?[\d.]+(?:e-?\d+)?%?/g) ?? [];
      return luma(value(channels[0], 1), value(channels[1], 1), value(channels[2], 1));
    }
    case "oklch":
    case "oklab":
      return value(numbers[0], 1);
    case "lch":
    case "lab":
      return value(numbers[0], 100);
    default:
      return 0;
  }
}

const luma = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue;
