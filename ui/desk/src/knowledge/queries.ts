/** What the knowledge pages read and change; every article's change makes all lists of articles stale. */
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { get, patch, post, query } from "../api/client.ts";
import type {
  Article,
  ArticleDiff,
  ArticleVersion,
  Facets,
  Suggestion,
  WholeArticle,
  Words,
} from "../api/knowledge.ts";
import type { Interaction, Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { showProblem } from "../parts/notices.tsx";

export interface Wanted {
  q?: string;
  kind?: string | null;
  state?: string | null;
  tag?: string | null;
  locale?: string | null;
  review?: string | null;
  needs?: string | null;
}

const PAGE = 50;

export function useArticles(wanted: Wanted, enabled = true) {
  return useInfiniteQuery({
    enabled,
    queryKey: ["articles", "list", wanted],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Article>>(`/articles${query({ ...wanted, after: pageParam, limit: PAGE })}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useFacets() {
  return useQuery({
    queryKey: ["articles", "facets"],
    queryFn: ({ signal }) => get<Facets>("/articles/facets", signal),
    placeholderData: keepPreviousData,
  });
}

export function useArticle(id: string | undefined) {
  return useQuery({
    queryKey: ["articles", "one", id],
    queryFn: ({ signal }) => get<WholeArticle>(`/articles/${id ?? ""}`, signal),
    enabled: Boolean(id),
  });
}

export function useVersions(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["articles", "versions", id],
    queryFn: ({ signal }) => get<Page<ArticleVersion>>(`/articles/${id}/versions`, signal),
    enabled,
  });
}

/** What an article said, which never changes. */
export function useWords(id: string | undefined, number: number | undefined) {
  return useQuery({
    queryKey: ["article words", id, number],
    queryFn: ({ signal }) => get<Words>(`/articles/${id ?? ""}/versions/${number ?? 0}`, signal),
    enabled: Boolean(id && number),
    staleTime: Infinity,
  });
}

export function useDiff(id: string, number: number) {
  return useQuery({
    queryKey: ["article words", id, "diff", number],
    queryFn: ({ signal }) =>
      get<ArticleDiff>(`/articles/${id}/diff${query({ from: number - 1, to: number })}`, signal),
    enabled: number > 1,
    staleTime: Infinity,
  });
}

/** Asked again when the customer has written something new. */
export function useSuggestions(interaction: Interaction, enabled: boolean) {
  const theirs = interaction.last_customer_at ?? interaction.created_at;
  return useQuery({
    queryKey: ["articles", "suggest", interaction.id, theirs],
    queryFn: ({ signal }) =>
      get<Page<Suggestion>>(`/articles/suggest${query({ interaction_id: interaction.id })}`, signal),
    enabled,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

export type Deed = "publish" | "archive" | "take-back" | "restore" | "review" | "feedback" | "uses";

export function useArticleDeeds() {
  const client = useQueryClient();
  const { t } = useLanguage();
  return useMemo(() => {
    const keep = (article: WholeArticle | Article): void => {
      if ("body" in article) client.setQueryData(["articles", "one", article.id], article);
      void client.invalidateQueries({ queryKey: ["articles"] });
    };
    return {
      keep,
      save: (article: Article | null, body: object): Promise<WholeArticle> =>
        article
          ? patch<WholeArticle>(`/articles/${article.id}`, body, article.version)
          : post<WholeArticle>("/articles", body),
      /** Null when it was refused, which is shown. */
      act: async (id: string, deed: Deed, body: object = {}): Promise<WholeArticle | null> => {
        try {
          const done = await post<WholeArticle>(`/articles/${id}/${deed}`, body);
          keep(done);
          return done;
        } catch (error) {
          showProblem(t, error);
          return null;
        }
      },
      /** A count that gets lost is no loss. */
      used: (id: string, use: "viewed" | "inserted" | "linked", interaction?: Interaction): void => {
        const body = interaction ? { use, interaction_id: interaction.id } : { use };
        post(`/articles/${id}/uses`, body).catch(() => undefined);
      },
    };
  }, [client, t]);
}
