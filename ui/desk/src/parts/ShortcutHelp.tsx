/** Every key of the desk, on one sheet (`?`). */
import { Kbd, Modal } from "@mantine/core";
import { useLanguage, type Key } from "../i18n/index.ts";

const GROUPS: [Key, [string[], Key][]][] = [
  [
    "help.walk",
    [
      [["J"], "help.next"],
      [["K"], "help.previous"],
      [["Ctrl", "K"], "help.search"],
      [["?"], "help.title"],
    ],
  ],
  [
    "help.offer",
    [
      [["Enter"], "help.accept"],
      [["Esc"], "help.reject"],
    ],
  ],
  [
    "help.interaction",
    [
      [["R"], "help.reply"],
      [["N"], "help.note"],
      [["I"], "help.article"],
      [["M"], "help.macro"],
      [["E"], "help.close"],
      [["S"], "help.snooze"],
      [["T"], "help.transfer"],
      [["A"], "help.assign"],
      [["O"], "cases.open"],
    ],
  ],
  [
    "help.consult",
    [
      [["H"], "consult.complete"],
      [["C"], "consult.conference.do"],
      [["W"], "consult.swap"],
      [["B"], "consult.cancel"],
    ],
  ],
  [
    "nav.live",
    [
      [["J", "K"], "help.waiting"],
      [["A"], "act.assign"],
      [["Q"], "act.move"],
      [["P"], "act.priority"],
      [["W"], "act.explain"],
    ],
  ],
  [
    "help.writing",
    [
      [["/"], "help.canned"],
      [["Ctrl", "Enter"], "help.send"],
      [["Esc"], "help.leave"],
    ],
  ],
];

export function ShortcutHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLanguage();
  return (
    <Modal opened={opened} onClose={onClose} title={t("help.title")} size="lg" className="sheet">
      <div className="help-groups">
        {GROUPS.map(([title, entries]) => (
          <section key={title}>
            <h2 className="section-title">{t(title)}</h2>
            <dl>
              {entries.map(([combination, meaning]) => (
                <div key={meaning}>
                  <dt>{t(meaning)}</dt>
                  <dd>
                    {combination.map((key) => (
                      <Kbd key={key} size="xs">
                        {key}
                      </Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
