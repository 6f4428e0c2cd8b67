// What a TypeScript program sees of the specs. `cargo xtask conformance` compiles this against the generated types.
import type { components as Management, operations as ManagementOperations } from "./management";
import type { operations as LogsOperations } from "./logs";
import type { operations as StatOperations } from "./stat";

type Goal = Management["schemas"]["Goal"];

// A union told apart by `type`.
export function conditionUrls(goal: Goal): string[] {
  switch (goal.type) {
    case "messenger":
    case "url":
      return (goal.conditions ?? []).map((condition) => condition.url);
    default:
      return [];
  }
}

// Flags arrive as booleans and as numbers.
export const favorite: NonNullable<Management["schemas"]["Counter"]["favorite"]>[] = [true, 0, 1];

// Lists in the query, required path parameters, open lists of words.
export const counters: NonNullable<ManagementOperations["list_counters"]["parameters"]["query"]> = {
  counter_ids: [44147844],
  field: ["goals", "a_field_to_come"],
};
export const path: LogsOperations["download_log_part"]["parameters"]["path"] = {
  counterId: 44147844,
  requestId: 1,
  partNumber: 0,
};
export const report: NonNullable<StatOperations["get_report"]["parameters"]["query"]> = {
  ids: [44147844],
  metrics: ["ym:s:visits"],
};
