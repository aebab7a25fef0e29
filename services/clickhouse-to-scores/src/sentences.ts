import type { Company, CompanyConfig } from "@mimamori/company-config";
import type { Contribution, Scorecard } from "@mimamori/health-score";
import type { TierAssignment } from "@mimamori/touch-tiers";

export function reasonSentence(company: Company, card: Scorecard, part: Contribution): string {
  return `${part.measure} ${part.rawValue ?? part.whyMissing}`;
}
export function capSentence(company: Company, card: Scorecard, cap: string): string {
  return cap;
}
export function tierSentence(
  config: CompanyConfig,
  a: TierAssignment,
  value: number | null,
): string {
  return `${a.reason} ${value}`;
}
