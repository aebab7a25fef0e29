// Japanese. Sentences have no full stop: they stand in tables and after names.
import { brief } from "./brief-ja.ts";
import { formatsOf } from "./formats.ts";
import type { MeasureParams, Messages, OverrideParams } from "./messages.ts";
import { tiers } from "./tiers-ja.ts";

const { money, number, percent } = formatsOf("ja");

function trend({ value }: MeasureParams<"usage_trend">): string {
  const change = percent(Math.abs(value - 1));
  if (value === 0) return "普段は利用があるが、最近はまったく利用がない";
  if (change === percent(0)) return "利用は普段どおり";
  return value < 1 ? `利用が普段より${change}少ない` : `利用が普段より${change}多い`;
}

function recency({ value }: MeasureParams<"usage_recency">): string {
  return value === 0 ? "直近の営業日まで利用がある" : `${number(value)}営業日にわたり利用がない`;
}

function perPerson({ per }: MeasureParams<"usage_per_seat">): string {
  const whom = per === "seats_sold" ? "1ライセンス" : "アクティブユーザー1人";
  return `${whom}・1営業日あたりの利用`;
}

function satisfaction({ value, survey }: MeasureParams<"survey">): string {
  return `直近の${survey.toUpperCase()}回答は尺度の${percent(value)}の位置`;
}

function attempts({ value }: MeasureParams<"payment_attempts">): string {
  return value === 0
    ? "再請求中の請求書はない"
    : `未払い請求書の決済を${number(value)}回試みている`;
}

function goals({ value }: MeasureParams<"goals_reached">): string {
  if (value === 0) return "期限を迎えた目標を一つも達成していない";
  return value === 1
    ? "期限を迎えた目標をすべて達成した"
    : `期限を迎えた目標の${percent(value)}を達成した`;
}

function beforeRenewal({ value }: MeasureParams<"renewal_adoption">): string {
  const apart = `${number(Math.abs(value) * 100)}ポイント`;
  return value < 0
    ? `更新を控え、ライセンス利用率が目安を${apart}下回る`
    : `更新を控え、ライセンス利用率が目安を${apart}上回る`;
}

function byHand({ author, until, reason }: Omit<OverrideParams, "value">): string {
  return `${author}、${until}まで。理由：${reason}`;
}

function tickets({ value, windowDays, perSeats }: MeasureParams<"ticket_load">): string {
  return `${number(windowDays)}日間で${number(perSeats)}ライセンスあたり${number(value)}件相当`;
}

function average({ value }: MeasureParams<"nps">): string {
  return `直近のNPS回答の平均は10点中${number(value)}点`;
}

function overdue({ value }: MeasureParams<"invoice_overdue_days">): string {
  return value === 0
    ? "支払期限を過ぎた請求書はない"
    : `請求書の支払いが期限を${number(value)}日過ぎている`;
}

function milestones({ value }: MeasureParams<"milestones_reached">): string {
  if (value === 0) return "導入の節目にまだ達していない";
  return value === 1 ? "導入の節目にすべて達した" : `導入の節目の${percent(value)}に達した`;
}

export const ja: Messages = {
  "band.healthy": () => "健全",
  "band.attention": () => "要注意",
  "band.at-risk": () => "危険",
  "band.insufficient-data": () => "データ不足",
  "band.closed": () => "契約終了",

  "measure.usage_per_seat.name": () => "ライセンスあたりの利用",
  "measure.usage_per_seat.low": (params) => `${perPerson(params)}がわずか${number(params.value)}回`,
  "measure.usage_per_seat.high": (params) => `${perPerson(params)}は${number(params.value)}回`,
  "measure.usage_level.name": () => "利用量",
  "measure.usage_level.low": ({ value }) => `1営業日あたりの利用がわずか${number(value)}回`,
  "measure.usage_level.high": ({ value }) => `1営業日あたりの利用は${number(value)}回`,
  "measure.usage_trend.name": () => "利用の推移",
  "measure.usage_trend.low": trend,
  "measure.usage_trend.high": trend,
  "measure.feature_breadth.name": () => "利用中の機能",
  "measure.feature_breadth.low": ({ value }) => `利用中の機能は全体のわずか${percent(value)}`,
  "measure.feature_breadth.high": ({ value }) => `全機能の${percent(value)}を利用中`,
  "measure.seats_used.name": () => "利用中のライセンス",
  "measure.seats_used.low": (params) =>
    params.of === "seats_sold"
      ? `利用中のライセンスは契約数のわずか${percent(params.value)}`
      : `既知のユーザーのうち利用中はわずか${percent(params.value)}`,
  "measure.seats_used.high": (params) =>
    params.of === "seats_sold"
      ? `契約ライセンスの${percent(params.value)}を利用中`
      : `既知のユーザーの${percent(params.value)}が利用中`,
  "measure.usage_recency.name": () => "最終利用",
  "measure.usage_recency.low": recency,
  "measure.usage_recency.high": recency,
  "measure.ticket_load.name": () => "問い合わせの負荷",
  "measure.ticket_load.low": (params) => `${tickets(params)}と問い合わせが多い`,
  "measure.ticket_load.high": (params) =>
    params.value === 0
      ? `${number(params.windowDays)}日間、問い合わせはない`
      : `${tickets(params)}の問い合わせ`,
  "measure.nps.name": () => "NPS",
  "measure.nps.low": average,
  "measure.nps.high": average,
  "measure.invoice_overdue_days.name": () => "請求書の延滞",
  "measure.invoice_overdue_days.low": overdue,
  "measure.invoice_overdue_days.high": overdue,
  "measure.interaction_recency.name": () => "最後の会話",
  "measure.interaction_recency.low": ({ value }) => `${number(value)}日間、会話がない`,
  "measure.interaction_recency.high": ({ value }) =>
    value === 0 ? "本日会話があった" : `最後の会話は${number(value)}日前`,
  "measure.milestones_reached.name": () => "導入の進み具合",
  "measure.milestones_reached.low": milestones,
  "measure.milestones_reached.high": milestones,
  "measure.survey.name": () => "満足度",
  "measure.survey.low": satisfaction,
  "measure.survey.high": satisfaction,
  "measure.payment_attempts.name": () => "決済の試行",
  "measure.payment_attempts.low": attempts,
  "measure.payment_attempts.high": attempts,
  "measure.csm_pulse.name": () => "CSMの評価",
  "measure.csm_pulse.low": ({ value }) => `CSMの評価は5段階中${number(value)}`,
  "measure.csm_pulse.high": ({ value }) => `CSMの評価は5段階中${number(value)}`,
  "measure.milestone_within.name": () => "節目までの日数",
  "measure.milestone_within.low": ({ value, milestone }) =>
    `開始から${number(value)}日間「${milestone}」に達しなかった`,
  "measure.milestone_within.high": ({ value, milestone }) =>
    `「${milestone}」に達していなかったのは開始から${number(value)}日間だけ`,
  "measure.goals_reached.name": () => "目標の達成",
  "measure.goals_reached.low": goals,
  "measure.goals_reached.high": goals,
  "measure.renewal_adoption.name": () => "更新前のライセンス利用",
  "measure.renewal_adoption.low": beforeRenewal,
  "measure.renewal_adoption.high": beforeRenewal,
  "measure.sql.name": () => "独自の指標",
  "measure.sql.low": ({ value, name }) => `${name.ja}：${number(value)}`,
  "measure.sql.high": ({ value, name }) => `${name.ja}：${number(value)}`,

  "missing.not-connected": ({ measureName }) => `${measureName}：データ元が未接続`,
  "missing.source-down": ({ measureName }) => `${measureName}：データ元が停止中`,
  "missing.too-old": ({ measureName }) => `${measureName}：データが古いため対象外`,
  "missing.not-applicable": ({ measureName }) => `${measureName}：まだ測定の対象がない`,
  "missing.excluded": ({ measureName }) => `${measureName}：手動で対象外`,

  "override.score": (params) => `手動で${params.value}点に設定（${byHand(params)}）`,
  "override.band": (params) => `手動で「${params.value}」に設定（${byHand(params)}）`,
  "override.measure": (params) => `手動で${params.value}点に設定（${byHand(params)}）`,
  "override.excluded": (params) => `手動で対象外（${byHand(params)}）`,

  "capture.usage": ({ days }) =>
    `${days}に大半の顧客の利用が一斉に急減した。計測の不具合とみなし、その日の利用は対象外`,
  "capture.scores": ({ fallen, accounts }) =>
    `${number(accounts)}件中${number(fallen)}件のスコアが一斉に低下した。次回の計算までデータ元の不具合とみなし、変化は通知しない`,

  cap: ({ atMost, because }) => `上限${number(atMost)}点：${because}`,

  ...tiers,
  ...brief,

  "curve.tenure-matters": () =>
    "個々の顧客の解約率が契約の長さとともに変わる（BdW、顧客間に差がない場合はdW。尤度比検定、p < 0.05）",
  "curve.tenure-does-not-show": () =>
    "個々の顧客の解約率が契約の長さで変わるとは言えない（尤度比検定、p ≧ 0.05）",
  "curve.too-few-to-compare": () =>
    "更新の実績が少ないか差がなく曲線を比べられないため、最も単純な曲線を使用",
  "curve.few-churns-in-term": () =>
    "この契約期間での解約が10件に満たないため、他の契約期間の月次解約率で補完",
  "curve.nothing-known": () => "更新を迎えた顧客がまだなく、曲線を求められない",
  "value-gap": ({ retention, naiveMinor, valueMinor, currency }) =>
    `全顧客の継続率を一律${percent(retention)}とすると顧客基盤の価値は${money(naiveMinor, currency)}、各顧客の契約年数と顧客間の違いを考慮すると${money(valueMinor, currency)}`,
  "value-gap.unknown": () => "更新の実績または有料顧客が足りず、比較できない",

  "churn.base": () => "平均的な顧客",
  "churn.term": () => "契約期間と、1か月以内に更新の判断があるか",
  "churn.calibration": () => "同じような兆候の顧客が実際に解約した割合による補正",
  "churn.usage": ({ feature }) => `${feature}の利用（1ライセンス・28日あたり）：{number}`,
  "churn.with": ({ reason, others }) => `${reason}（併せて評価：${others.join("、")}）`,
  "churn.usage_other": () => "その他の機能の利用（1ライセンス・28日あたり）：{number}",
  "churn.usage_trend": () => "直近28日の利用（自社の普段の水準比）：{change}",
  "churn.active_users_per_seat": () => "28日以内に利用のあったライセンス：{percent}",
  "churn.days_since_last_use": () => "利用のない日数（週単位）：{number}",
  "churn.feature_breadth": () => "利用中の機能の割合：{percent}",
  "churn.tickets": () => "84日間の問い合わせ件数：{number}",
  "churn.urgent_tickets_open": () => "未解決の緊急の問い合わせ：{number}",
  "churn.invoice_overdue_days": () => "最も遅れている請求書の延滞日数：{number}",
  "churn.payment_attempts": () => "未払い請求書の決済試行回数：{number}",
  "churn.nps": () => "最新のNPS回答の平均：{number}",
  "churn.days_since_conversation": () => "最後の会話からの日数：{number}",
  "churn.csm_pulse": () => "CSMの最新の評価：{number}",
  "churn.tenure_months": () => "有料契約の月数：{number}",
  "churn.mrr_per_seat": () => "1ライセンスあたりのMRR：{money}",
  "churn.seats": () => "ライセンス数：{number}",
  "churn.discount_share": () => "割引率：{percent}",
  "churn.mrr_log_ratio": () => "MRR（180日前比）：{change}",
  "churn.seats_log_ratio": () => "ライセンス数（180日前比）：{change}",
  "churn.auto_renew_off": () => "自動更新の停止（1：停止）：{number}",

  // {value} stands for a share in percent or a number of days; SQL puts it in.
  "disagreement.given-notice": () => "解約の申し出がある",
  "disagreement.churn-risk-high": () => "90日以内に解約を申し出る確率が{value}",
  "disagreement.mrr-falling": () => "MRRが90日前から{value}減る",
  "disagreement.invoice-overdue": () => "請求書の支払いが期限を{value}日過ぎている",
  "disagreement.churn-risk-low": () => "90日以内に解約を申し出る確率はわずか{value}",
  "disagreement.mrr-growing": () => "MRRが90日前から{value}増える",

  "move.scorecard.name": () => "スコアカード",
  "move.cap.name": () => "上限",
  "move.override.name": () => "手動設定",
  "move.other.name": () => "その他",
  "move.came.name": () => "新しいデータ",
  "move.went.name": () => "なくなったデータ",
  "move.points": ({ then, now }) =>
    then === now ? `変わらず、${now}` : `${now}（以前は、${then}）`,
  "move.came": ({ now }) => `データが新しく加わった。${now}`,
  "move.went": ({ now }) =>
    now === "" ? "データがなくなった" : `${now}。その重みは他の指標に配分される`,
  "move.scorecard": ({ then, now }) =>
    then === now
      ? `スコアカード${now}の重みまたは評価の基準が変わった`
      : `スコアカードが${then}から${now}に変わった`,
  "move.scorecard.all": ({ then, now, most, more, morePoints }) => {
    const rest = more === 0 ? "" : `、ほか${number(more)}件 ${morePoints}`;
    const change = then === now ? `${now}を変更` : `${then}から${now}に変更`;
    return `${change}（${most}${rest}）`;
  },
  "move.held": ({ then, now }) => {
    if (then === "") return now;
    return now === "" ? `終了。${then}` : `継続中。${now}。その内側での変化は表れない`;
  },
  "move.other": () => "保存された行からは説明できない分",
};
