/** What an article says. The hub turns its Markdown into HTML and takes out whatever could run. */
import { useLanguage } from "../i18n/index.ts";

interface Props {
  problem: string;
  body: string;
  locale: string;
}

export function ArticleText({ problem, body, locale }: Props) {
  const { t } = useLanguage();
  return (
    <div className="article-text" lang={locale}>
      {problem !== "" && (
        <>
          <div className="article-problem">
            <h3>{t("article.problem")}</h3>
            <div dangerouslySetInnerHTML={{ __html: problem }} />
          </div>
          <h3>{t("article.solution")}</h3>
        </>
      )}
      <div dangerouslySetInnerHTML={{ __html: body }} />
    </div>
  );
}
