// What stands in the tooltip: a section for each flag. Text gets in as text only.

import { make } from "../shared/dom";
import type { Explanation } from "../shared/explain";
import { SHORT } from "../shared/flags";
import { t, tellProblem } from "../shared/i18n";
import type { FeedbackAnswer } from "../shared/messages";

/** Brings feedback to the background. */
export interface Feedback {
  wrong(flag: Explanation["flag"]): Promise<FeedbackAnswer>;
  takeBack(id: string): Promise<FeedbackAnswer>;
}

/** The section of one flag. `feedback` null: nothing can be said about it. `say` speaks to screen readers. */
export function section(
  { flag, title, texts, confidence, question, isMark }: Explanation,
  feedback: Feedback | null,
  say: (text: string) => void,
): HTMLElement {
  const sample = make("span", "sample", t("mark_sample"));
  sample.ariaHidden = "true";
  const part = make("section", SHORT[flag], make("h2", "", sample, title));
  part.append(...texts.map((text) => make("p", "", text)));
  if (question) part.append(make("p", "soft", question));
  const foot = make("p", "foot");
  if (confidence) foot.append(make("span", "soft", confidence));
  if (isMark && feedback) foot.append(dispute(flag, feedback, say));
  if (foot.hasChildNodes()) part.append(foot);
  return part;
}

/** The button "This mark is wrong", and what takes its place after it was pressed. */
function dispute(flag: Explanation["flag"], feedback: Feedback, say: (text: string) => void): HTMLElement {
  const place = make("span", "dispute");
  let busy = false;
  const act = (ask: () => Promise<FeedbackAnswer>, then: (answer: { id: string | null }) => void) => {
    return async (event: Event): Promise<void> => {
      // Only a person presses it: a page's script cannot get in here, and could only make up a press.
      if (!event.isTrusted || busy) return;
      busy = true;
      const answer = await ask().catch((): FeedbackAnswer => ({ problem: { code: "server_error" } }));
      busy = false;
      if ("problem" in answer) tell(t("wrong_failed", tellProblem(answer.problem).title), offer());
      else then(answer);
    };
  };
  const tell = (text: string, ...more: HTMLElement[]): void => {
    const hadFocus = place.matches(":focus-within");
    place.replaceChildren(...(text ? [make("span", "soft", text), " "] : []), ...more);
    if (hadFocus) more[0]?.focus({ preventScroll: true });
    if (text) say(text);
  };
  const press = (label: string, action: (event: Event) => Promise<void>): HTMLElement => {
    const button = make("button", "", label);
    button.type = "button";
    button.addEventListener("click", (event) => void action(event));
    return button;
  };
  const kept = ({ id }: { id: string | null }): void => {
    const back = act(
      () => feedback.takeBack(id ?? ""),
      () => tell(t("done_taken_back"), offer()),
    );
    tell(t("done_wrong"), press(t("do_take_back"), back));
  };
  const offer = (): HTMLElement =>
    press(
      t("do_wrong"),
      act(() => feedback.wrong(flag), kept),
    );
  place.append(offer());
  return place;
}
