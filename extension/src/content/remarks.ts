// Lines that stand among an article's paragraphs and are none: told by what they say. Each kind has its own function.

/** A block of Readability's, as far as it matters here. */
export interface Line {
  kind: "text" | "heading";
  text: string;
  /** Share of its letters that stand in links. */
  linked: number;
  /** Whether it is an item of a list, or stands in a quotation. */
  inside: boolean;
}

const SENTENCE_END = /[.!?…:]["'”’»)\]]*$/;
/** A label has fewer characters. */
const PROSE = 40;

const MONTH = "(?:jan|febr?|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*";
const DATE = new RegExp(`\\b${MONTH}\\b\\.?|\\d{1,4}[/.-]\\d{1,2}[/.-]\\d{1,4}|\\bago\\b|\\btoday\\b`, "i");
const OF_A_DATE = new RegExp(
  `\\b(?:${MONTH}|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|updated?|published|posted|created|` +
    "last|first|modified|date|at|on|a\\.?m|p\\.?m|minutes?|min|hours?|hrs?|days?|ago|read|today|th|st|nd|rd|" +
    "[a-z]{1,2}[sd]?t|utc|gmt|o'clock|local|time)\\b\\.?",
  "gi",
);

/** "Updated Nov. 19, 2019 9:41 AM EST": a date and what belongs to it, nothing else. */
export function isStamp(text: string): boolean {
  return text.length < 120 && DATE.test(text) && !/\p{L}/u.test(text.replace(OF_A_DATE, ""));
}

/** "By Ana Ruiz, Islands correspondent", "By Ana Ruiz | May 3, 2019": begins like a byline and is no sentence. */
export function isByline(text: string): boolean {
  return (
    text.length < 120 &&
    /^(?:(?:written|words|story|reported) |(?:Written|Words|Story|Reported) )?[Bb][Yy]:? \p{Lu}/u.test(
      text,
    ) &&
    !SENTENCE_END.test(text)
  );
}

const CREDIT =
  /^[([]?(?:image|photo|photograph|picture|video|illustration|credit|source|file photo)s?(?: (?:copyright|credit|caption|courtesy|source|by|from|via)\b|\s?[:|©/])/i;
const ENDS_IN_CREDIT =
  /[([](?:(?:file |ap )?(?:image|photo|photograph|picture|video|credit|illustration)s?\b|getty|reuters|ap\b|afp\b)[^)\]]*[)\]]\.?$|\b(?:getty images|\/ ?(?:reuters|afp|ap)|ap photo)\W*$/i;

/** "Photo: Ana Ruiz / AP", "The pier in May (Image: Getty)": a caption or who took the picture. */
export function isCredit(text: string): boolean {
  return (text.length < 200 && CREDIT.test(text)) || (text.length < 500 && ENDS_IN_CREDIT.test(text));
}

const POINTER =
  /^\W*(?:(?:also )?(?:read|see|watch|listen|hear)(?: (?:also|more|next|this|it))?|(?:related|more|recommended|further)(?: (?:articles?|stories|story|coverage|content|videos?|reading|news|links?|posts?|on|from|about) ?.{0,40}?)?|don['’]t miss|up next|(?:on|from) \S+\.com|in case you missed it|click here)\s*(?:[:|›»>—–-]|$)/i;

/** "Read more: Pier to close": points to another article. */
export function isPointer({ text, linked }: Pick<Line, "text" | "linked">): boolean {
  const label = POINTER.exec(text)?.[0];
  return label !== undefined && text.length < 300 && (linked >= 0.4 || text.length - label.length < PROSE);
}

const PROMPT =
  /^\W*(?:(?:please )?sign up (?:for|to|here|now|today)\b|subscribe (?:to|now|today|here)\b|(?:like|follow|find|join) (?:us|me|our)\b|(?:get|receive) .{0,60}\b(?:newsletter|inbox|delivered)|have (?:a|any) (?:news )?(?:tip|story|question|correction|comment)|want more\b|download (?:our|the) .{0,30}\bapp\b|click here (?:to|for)\b|tell us what you think|(?:join|leave) (?:the|our|a) (?:conversation|discussion|comment)|join our\b|welcome to .{0,60}\bnewsletter)/i;
const REACH =
  /^(?:.{0,80}\b(?:can|may) be reached|(?:reach|contact|e-?mail|follow|tweet) .{2,60}) (?:at|on|via|or follow)\b.*(?:twitter|facebook|instagram|@|\bphone\b)/i;

/** "Sign up for our newsletter", "Follow Ana Ruiz on Twitter": asks the reader to do something for the publisher. */
export function isPrompt(text: string): boolean {
  return text.length < 400 && (PROMPT.test(text) || REACH.test(text));
}

const NOTICE =
  /^\W*(?:©|copyright\b|all rights reserved|advert(?:isement|ising)?\W*$|sponsored\W*$|(?:media|video) playback is|this (?:slideshow|video|content|site|feature) requires|this (?:document|article|material) (?:is subject to copyright|may not be)|loading\W*$|image \d+ of\b|citation:)|\b(?:all rights reserved|contains? affiliate|affiliate (?:links|commission)|(?:may|might|could) (?:earn|receive|get|contain) (?:an?|some)? ?(?:affiliate|commission|small))\b/i;

/** "All rights reserved", "Advertisement", "This slideshow requires JavaScript": the publisher's small print. */
export function isNotice(text: string): boolean {
  return text.length < 500 && NOTICE.test(text);
}

const END =
  /^(?:about (?:us|the (?:author|writer|company)s?)|(?:related|recommended|popular|latest|trending|more)(?: (?:stories|articles|news|posts|content|videos?|topics|coverage|links|reading|from .{1,30}|on .{1,30}|for you))?|(?:read|see|up|watch) (?:next|more|also)|(?:you (?:may|might) )?also (?:like|read|see)|you (?:may|might) .{0,12}like|(?:leave|post|add) a .*(?:comment|reply)|(?:\d+ )?comments?|share this(?: (?:article|story|page|post))?|tags?|topics|sponsored.*|from around the web)\s*:?$/iu;

/** "About Velmara Ferries" over what a company says of itself. */
const ABOUT = /^About \p{Lu}[\p{L}&.]*(?: \p{Lu}[\p{L}&.]*){0,3}:?$/u;

/** "Related stories", "About the author" by themselves: from here on it is no longer the article. */
export function isEnd(text: string): boolean {
  return END.test(text) || ABOUT.test(text);
}

/** Something that is written in sentences: ends as one does, or is too long to be anything else. */
export function isProse({ kind, text }: Pick<Line, "kind" | "text">): boolean {
  return kind === "text" && (text.length >= 4 * PROSE || (SENTENCE_END.test(text) && / \S+ \S+ /.test(text)));
}

/** Which lines are of the article: one boolean for each. */
export function ofTheArticle(lines: readonly Line[]): boolean[] {
  const kept = lines.map(
    (line) =>
      !isStamp(line.text) &&
      !isByline(line.text) &&
      !isCredit(line.text) &&
      !isPointer(line) &&
      !isPrompt(line.text) &&
      !isNotice(line.text),
  );
  const end = endOf(lines);
  const proses = lines.map((line, n) => kept[n] === true && n < end && isProse(line));
  const first = proses.indexOf(true);
  if (first < 0) return kept;
  const last = proses.lastIndexOf(true);
  return lines.map(
    (line, n) =>
      kept[n] === true && n >= first && n < end && (n <= last || (line.inside && line.kind === "text")),
  );
}

/** Where the article ends: at a line that says so with little text after it, or behind all lines. */
function endOf(lines: readonly Line[]): number {
  const whole = lengthOf(lines);
  const end = lines.findIndex(
    (line, n) => isEnd(line.text) && lengthOf(lines.slice(0, n)) > LEAST_BEFORE_END * whole,
  );
  return end < 0 ? lines.length : end;
}

const LEAST_BEFORE_END = 0.6;
const lengthOf = (lines: readonly Line[]): number => lines.reduce((sum, { text }) => sum + text.length, 0);
