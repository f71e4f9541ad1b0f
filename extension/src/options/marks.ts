// What is marked, and how it looks: the controls of each flag, the sensitivity, and the preview.

import type { Flag } from "../shared/api";
import { make } from "../shared/dom";
import { FLAGS, MULTIPLE, SHORT } from "../shared/flags";
import { t } from "../shared/i18n";
import { COLOURS, type Colour, LINES, type Line, withLook } from "../shared/looks";
import { readSettings, SENSITIVITIES, type Settings, writeSettings } from "../shared/settings";

export function flagRows(settings: Settings): HTMLElement[] {
  return FLAGS.map((flag) => flagRow(flag, settings));
}

function flagRow(flag: Flag, { flags, looks }: Settings): HTMLElement {
  const box = make("input", "");
  box.type = "checkbox";
  box.id = `flag-${flag}`;
  box.checked = flags[flag];
  box.addEventListener("change", async () => {
    const { flags: now } = await readSettings();
    await writeSettings({ flags: { ...now, [flag]: box.checked } });
  });
  const title = t(`flag_${flag}`);
  const name = make("span", `sample ${SHORT[flag]}`, title);
  const meaning = make("span", "soft meaning", t(`meaning_${flag}`));
  const onOff = make("label", "choice", box, make("span", "", name, meaning));
  const row = make("div", "flag", onOff);
  row.role = "group";
  row.ariaLabel = title;
  const change = async (part: "colour" | "line", value: string): Promise<void> => {
    const { looks: now } = await readSettings();
    await writeSettings({ looks: withLook(now, flag, part, value as Colour & Line) });
  };
  row.append(
    pick(`colour-${flag}`, t("options_colour"), Object.keys(COLOURS), "colour", looks[flag].colour, (value) =>
      change("colour", value),
    ),
    pick(`line-${flag}`, t("options_line"), Object.keys(LINES), "line", looks[flag].line, (value) =>
      change("line", value),
    ),
  );
  return row;
}

function pick(
  id: string,
  label: string,
  values: readonly string[],
  words: "colour" | "line",
  chosen: string,
  change: (value: string) => void,
): HTMLElement {
  const select = make("select", "");
  select.id = id;
  for (const value of values) {
    const option = make("option", "", t(`${words}_${value}`));
    option.value = value;
    option.selected = value === chosen;
    select.append(option);
  }
  select.addEventListener("change", () => change(select.value));
  return make("label", "pick", label, select);
}

export function sensitivityChoices({ sensitivity }: Settings): HTMLElement[] {
  return SENSITIVITIES.map((value) => {
    const radio = make("input", "");
    radio.type = "radio";
    radio.name = "sensitivity";
    radio.id = `sensitivity-${value}`;
    radio.checked = value === sensitivity;
    radio.addEventListener("change", () => void writeSettings({ sensitivity: value }));
    const help = make("span", "soft", t(`sensitivity_${value}_help`));
    const words = make("span", "", make("span", "", t(`sensitivity_${value}`)), make("br", ""), help);
    return make("label", "choice", radio, words);
  });
}

/** A short made-up article, marked as a page would be. The texts have their strong words between asterisks. */
export function preview({ flags, quotedHedges }: Settings): HTMLElement[] {
  const on = (...wanted: Flag[]): Flag[] => wanted.filter((flag) => flags[flag]);
  const sentences = FLAGS.map((flag) => sentence(t(`preview_${flag}`), on(flag)));
  const several = on("hedged", "anonymous_source");
  sentences.push(sentence(t("preview_several"), several, ["hedged", "anonymous_source"]));
  sentences.push(sentence(t("preview_quoted"), [], quotedHedges ? on("hedged") : []));
  return sentences.flatMap((made) => [made, make("span", "", " ")]);
}

/** A sentence with these flags. `words`: for each of its strong words, the flag that it gives rise to. */
function sentence(text: string, flags: readonly Flag[], words: readonly Flag[] = flags): HTMLElement {
  const [flag, second] = flags;
  const made = make("span", flag ? `mark ${second ? MULTIPLE : SHORT[flag]}` : "");
  text.split("*").forEach((part, index) => {
    const raises = words[(index - 1) / 2];
    if (!raises) made.append(part);
    else if (!flag) made.append(make("span", `mark quoted ${SHORT[raises]}`, part));
    else made.append(flags.includes(raises) ? make("span", `words ${SHORT[raises]}`, part) : part);
  });
  return made;
}
