// What the rest of the house may use of the calendars.
export { workingDaysOfYear } from "./working-days.ts";
export type { CalendarDay } from "./working-days.ts";
