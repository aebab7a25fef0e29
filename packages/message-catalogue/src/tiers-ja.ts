// Touch tiers in Japanese.
import { formatsOf } from "./formats.ts";
import type { TierMessages, TierParams } from "./tier-messages.ts";

const { day: dayForm, instant, percent, wholeMoney } = formatsOf("ja");

function amount({ valueName, value, counts, potential, currency }: TierParams): string {
  const text = `${valueName}${wholeMoney(value, currency)}`;
  const lifted = wholeMoney(counts, currency);
  return lifted === wholeMoney(value, currency)
    ? text
    : `${text}（拡大余地${percent(potential)}を加味して${lifted}相当）`;
}

function needed({ from, currency }: TierParams): string {
  return wholeMoney(from, currency);
}

export const tiers: TierMessages = {
  "tier.high": () => "ハイタッチ",
  "tier.low": () => "ロータッチ",
  "tier.tech": () => "テックタッチ",
  "value.arr": () => "ARR",
  "value.ltv": () => "LTV",
  "tier-reason.first": (params) =>
    params.from === 0
      ? `${params.tierName}：${amount(params)}はどの基準にも届かない`
      : `${params.tierName}：${amount(params)}が基準の${needed(params)}に達している`,
  "tier-reason.raised": (params) =>
    `${params.tierName}に引き上げ：${amount(params)}が基準の${needed(params)}に達した`,
  "tier-reason.lowered": (params) =>
    `${params.tierName}に引き下げ：${amount(params)}が上位の基準の許容幅を下回った`,
  "tier-reason.unchanged": (params) => `引き続き${params.tierName}：${amount(params)}`,
  "tier-reason.held": (params) =>
    `引き続き${params.tierName}：${amount(params)}は基準の${needed(params)}を下回るが、許容幅の内にある`,
  "tier-reason.no-room": (params) =>
    `${params.tierName}：${amount(params)}は${params.aboutName}の基準を満たすが、枠は${needed(params)}以上の顧客で埋まっている`,
  "tier-reason.displaced": (params) =>
    `${params.tierName}に引き下げ：${params.aboutName}の枠は${needed(params)}以上の顧客に割り当てられ、この顧客は${amount(params)}`,
  "tier-reason.minimum-stay": (params) =>
    `引き続き${params.tierName}：${amount(params)}では元の区分に戻るが、変更から間もないため据え置き`,
  "tier-reason.value-unknown": ({ tierName, valueName }) => `${tierName}：${valueName}が不明`,
  "tier.pinned": ({ tierName, by, reason, expiresMs, timeZone }) =>
    `${by}が${instant(expiresMs, timeZone)}まで${tierName}に固定：${reason}`,
  "tier.pin-ended": ({ tierName, by }) => `${tierName}：${by}による固定が終了`,
  "tier.resting": ({ tierName, restUntil }) =>
    `引き続き${tierName}：変更が却下または期限切れとなったため、${dayForm(restUntil)}までは提案しない`,
  "change.proposed": ({ tierName, toName, day, because }) =>
    `引き続き${tierName}：${dayForm(day)}に${toName}への変更を提案、承認待ち（${because}）`,
  "change.by-rule": ({ tierName, toName, day, because }) =>
    `引き続き${tierName}、${dayForm(day)}から${toName}（規則による承認：${because}）`,
  "change.by-person": ({ tierName, toName, day, by }) =>
    `引き続き${tierName}、${dayForm(day)}から${toName}（${by}が承認）`,
  "change.waits": ({ tierName, toName }) =>
    `引き続き${tierName}：${toName}への変更は承認済み、枠が空くのを待っている`,
  "not-loyal.stayed": () => "更新の実績がなく、契約期間もまだ短い",
  "not-loyal.health": () => "ヘルススコアの高い期間が足りないか、不明",
  "not-loyal.nps": () => "推奨者ではないか、NPSの回答がない",
  "not-loyal.seat-use": () => "ライセンスの利用率が低い",
  "not-loyal.invoices": () => "支払期限を過ぎた請求がある",
};
