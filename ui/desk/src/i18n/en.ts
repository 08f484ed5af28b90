/** English: every topic in one table. */
import { adminEn } from "./topics/admin.ts";
import { callsEn } from "./topics/calls.ts";
import { careEn } from "./topics/care.ts";
import { casesEn } from "./topics/cases.ts";
import { commonEn } from "./topics/common.ts";
import { conversationEn } from "./topics/conversation.ts";
import { customerEn } from "./topics/customer.ts";
import { entryRulesEn } from "./topics/entryRules.ts";
import { explainEn } from "./topics/explain.ts";
import { knowledgeEn } from "./topics/knowledge.ts";
import { liveEn } from "./topics/live.ts";
import { plansEn } from "./topics/plans.ts";
import { queuesEn } from "./topics/queues.ts";
import { recordsEn } from "./topics/records.ts";
import { reportsEn } from "./topics/reports.ts";
import { searchEn } from "./topics/search.ts";
import { serviceReportEn } from "./topics/serviceReport.ts";
import { setupEn } from "./topics/setup.ts";
import { shellEn } from "./topics/shell.ts";
import { staffingEn } from "./topics/staffing.ts";
import { privacyEn } from "./topics/privacy.ts";
import { poolsEn } from "./topics/pools.ts";
import { purchasesEn } from "./topics/purchases.ts";
import { valueEn } from "./topics/value.ts";
import { tasksEn } from "./topics/tasks.ts";
import { workEn } from "./topics/work.ts";

export const en = {
  ...commonEn,
  ...shellEn,
  ...workEn,
  ...callsEn,
  ...conversationEn,
  ...customerEn,
  ...explainEn,
  ...liveEn,
  ...queuesEn,
  ...plansEn,
  ...setupEn,
  ...adminEn,
  ...entryRulesEn,
  ...careEn,
  ...recordsEn,
  ...reportsEn,
  ...serviceReportEn,
  ...staffingEn,
  ...casesEn,
  ...tasksEn,
  ...knowledgeEn,
  ...valueEn,
  ...poolsEn,
  ...privacyEn,
  ...purchasesEn,
  ...searchEn,
};
