/** Simplified Chinese: every topic in one table. */
import type { en } from "./en.ts";
import { adminZh } from "./topics/admin.ts";
import { callsZh } from "./topics/calls.ts";
import { careZh } from "./topics/care.ts";
import { casesZh } from "./topics/cases.ts";
import { commonZh } from "./topics/common.ts";
import { conversationZh } from "./topics/conversation.ts";
import { customerZh } from "./topics/customer.ts";
import { entryRulesZh } from "./topics/entryRules.ts";
import { explainZh } from "./topics/explain.ts";
import { knowledgeZh } from "./topics/knowledge.ts";
import { liveZh } from "./topics/live.ts";
import { plansZh } from "./topics/plans.ts";
import { queuesZh } from "./topics/queues.ts";
import { recordsZh } from "./topics/records.ts";
import { reportsZh } from "./topics/reports.ts";
import { searchZh } from "./topics/search.ts";
import { serviceReportZh } from "./topics/serviceReport.ts";
import { setupZh } from "./topics/setup.ts";
import { shellZh } from "./topics/shell.ts";
import { staffingZh } from "./topics/staffing.ts";
import { privacyZh } from "./topics/privacy.ts";
import { poolsZh } from "./topics/pools.ts";
import { purchasesZh } from "./topics/purchases.ts";
import { valueZh } from "./topics/value.ts";
import { tasksZh } from "./topics/tasks.ts";
import { workZh } from "./topics/work.ts";

export const zh: typeof en = {
  ...commonZh,
  ...shellZh,
  ...workZh,
  ...callsZh,
  ...conversationZh,
  ...customerZh,
  ...explainZh,
  ...liveZh,
  ...queuesZh,
  ...plansZh,
  ...setupZh,
  ...adminZh,
  ...entryRulesZh,
  ...careZh,
  ...recordsZh,
  ...reportsZh,
  ...serviceReportZh,
  ...staffingZh,
  ...casesZh,
  ...tasksZh,
  ...knowledgeZh,
  ...valueZh,
  ...poolsZh,
  ...privacyZh,
  ...purchasesZh,
  ...searchZh,
};
