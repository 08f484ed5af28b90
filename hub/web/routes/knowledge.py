"""Articles, canned replies, macros."""

from hub.web.api import articles, canned_replies, macros
from hub.web.models import articles as m
from hub.web.models import shortcuts as s
from hub.web.models.base import Empty
from hub.web.roles import ANYONE, DESK, STAFF, SUPERVISORS
from hub.web.route import delete, get, patch, post

ROUTES = (
    get("/articles", articles.list_, ANYONE, "List or find", query=m.ArticleQuery, answer=m.ShownArticles),
    get("/articles/facets", articles.facets, ANYONE, "How many there are of what", answer=m.ShownFacets),
    get(
        "/articles/suggest",
        articles.suggest,
        ANYONE,
        "What may help in a conversation",
        query=m.SuggestQuery,
        answer=m.ShownArticles,
    ),
    post("/articles/preview", articles.preview, STAFF, "Markdown as it will look", body=m.MarkdownBody),
    post(
        "/articles",
        articles.create,
        DESK,
        "Write, or translate",
        body=m.NewArticleBody,
        answer=m.ShownArticle,
        status=201,
    ),
    get("/articles/{id}", articles.show, ANYONE, "Show", answer=m.ShownArticle),
    patch("/articles/{id}", articles.edit, DESK, "Change", body=m.ArticleChange, answer=m.ShownArticle),
    post(
        "/articles/{id}/publish",
        articles.publish,
        SUPERVISORS,
        "Show readers a version",
        body=m.PublishBody,
        answer=m.ShownArticle,
    ),
    post("/articles/{id}/archive", articles.archive, SUPERVISORS, "Put away", body=Empty, answer=m.ShownArticle),
    post(
        "/articles/{id}/take-back",
        articles.take_back,
        SUPERVISORS,
        "Make a draft of it again",
        body=Empty,
        answer=m.ShownArticle,
    ),
    post(
        "/articles/{id}/restore",
        articles.restore,
        DESK,
        "Take up the words of an earlier version",
        body=m.RestoreBody,
        answer=m.ShownArticle,
    ),
    post(
        "/articles/{id}/review",
        articles.review,
        SUPERVISORS,
        "It still holds; look again then",
        body=m.ReviewedBody,
        answer=m.ShownArticle,
    ),
    get("/articles/{id}/versions", articles.versions, STAFF, "The history", answer=m.ShownVersions),
    get("/articles/{id}/versions/{number}", articles.version, STAFF, "What it said", answer=m.ShownWords),
    get(
        "/articles/{id}/diff",
        articles.diff,
        STAFF,
        "What changed between two versions",
        query=m.DiffQuery,
        answer=m.ShownDiff,
    ),
    get("/articles/{id}/feedback", articles.feedback, STAFF, "What readers think", answer=m.ShownOpinions),
    post(
        "/articles/{id}/feedback",
        articles.give_feedback,
        STAFF,
        "Whether it helped",
        body=m.FeedbackBody,
        answer=m.ShownArticle,
    ),
    post("/articles/{id}/uses", articles.use, DESK, "Count a use", body=m.UseBody, answer=m.ShownArticle),
    get("/interactions/{id}/articles", articles.of_interaction, ANYONE, "What was used in it", answer=m.ShownUses),
    get("/canned-replies", canned_replies.list_, ANYONE, "Texts to insert", answer=s.ShownCannedReplies),
    post(
        "/canned-replies", canned_replies.create, DESK, "Make", body=s.NewCannedBody, answer=s.ShownCanned, status=201
    ),
    get("/canned-replies/{id}", canned_replies.show, ANYONE, "Show", answer=s.ShownCanned),
    patch("/canned-replies/{id}", canned_replies.edit, DESK, "Change", body=s.CannedChange, answer=s.ShownCanned),
    delete("/canned-replies/{id}", canned_replies.remove, DESK, "Delete what no macro uses"),
    post(
        "/canned-replies/{id}/render",
        canned_replies.render,
        DESK,
        "Fill in for a contact",
        body=s.RenderBody,
        answer=s.ShownFilled,
    ),
    get("/macros", macros.list_, ANYONE, "Several actions in one click", answer=s.ShownMacros),
    post("/macros", macros.create, DESK, "Make", body=s.NewMacroBody, answer=s.ShownMacro, status=201),
    get("/macros/{id}", macros.show, ANYONE, "Show", answer=s.ShownMacro),
    patch("/macros/{id}", macros.edit, DESK, "Change", body=s.MacroChange, answer=s.ShownMacro),
    delete("/macros/{id}", macros.remove, DESK, "Delete"),
    post(
        "/interactions/{id}/macro",
        macros.run,
        DESK,
        "Run a macro",
        body=s.MacroBody,
        answer=s.ShownMacroRun,
    ),
    post(
        "/interactions/{id}/macro/preview",
        macros.preview,
        DESK,
        "What a macro would do",
        body=s.MacroBody,
        answer=s.ShownMacroPreview,
    ),
)
