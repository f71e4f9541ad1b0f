// What pages put into their articles that is not of the article: told by the names that an element has.

/** Names of classes and ids, in words: what they name is never a part of the writer's text. */
const BESIDE = new RegExp(
  `\\b(?:${[
    "(?:\\w*caption|(?:photo|image|picture|media) ?(?:credit|source|by)s?|credits?|copyright)",
    "(?:newsletter|subscribe|subscription|sign ?up|opt ?in|call to action|cta|paywall|donate|donation)s?",
    "(?:share|sharing|share ?(?:bar|tools|links|buttons|this)|social ?(?:links|bar|icons|share|follow)|follow ?us)",
    "(?:(?:mm )?related|recommended|recommendations|recirc|recirculation|read ?(?:more|next|also)|see also|also ?read)",
    "(?:more (?:stories|news|from|articles|on)|most (?:read|popular|viewed)|trending|you may like|rail|teasers?)",
    "(?:ads?|advert|adverts|advertisement|sponsor|sponsored|promos?|promotion|outbrain|taboola|affiliate)",
    "(?:author|contributor|writer|reporter) (?:bio|info|details?|box|card|profile|about|description|text|footer)",
    "(?:bio|about (?:the )?author|bylines?|datelines?|time ?stamp|pub ?date|publish(?:ed)? ?(?:date|time|on)|post meta)",
    "(?:comments?|disqus|discussion|replies|respond)",
    "(?:tags?|topics|breadcrumbs?|disclaimer|tool ?bar|tool ?tip|pop ?over|pop ?up|roll ?over|drop ?down|sr only)",
  ].join("|")})\\b`,
);

/** A name that says this as well stands for the text itself, or a page's frame: `article-with-related`, `has-comments`. */
const WHOLE =
  /\b(?:article|story|post|entry|page|content|main)(?: (?:body|text|content|copy|wrapper|container))?$|^(?:has|with|no|is|show|hide)\b/;

/** What takes more than this share of the article's text is the article, whatever its name. */
export const MOST_BESIDE = 0.3;

/** Whether one of the element's names says that it stands beside the article. */
function isNamedBeside(element: Element): boolean {
  const names = [...element.classList, element.id].filter((name) => name !== "");
  return names.map(inWords).some((name) => BESIDE.test(name) && !WHOLE.test(name));
}

const REMEMBERED = "data-beside";

/** Readability puts an only paragraph in the place of the element around it: in this copy, the paragraph says so. */
export function rememberBeside(copy: Document): void {
  for (const paragraph of copy.querySelectorAll("[class] > p:only-child, [id] > p:only-child")) {
    if (paragraph.parentElement && isNamedBeside(paragraph.parentElement))
      paragraph.setAttribute(REMEMBERED, "");
  }
}

/** Whether an element of what Readability left stands beside the article. */
export function isBeside(element: Element): boolean {
  return element.hasAttribute(REMEMBERED) || isNamedBeside(element);
}

/** `relatedLinks`, `related_links` and `related-links` in words: "related links". */
export function inWords(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase();
}
