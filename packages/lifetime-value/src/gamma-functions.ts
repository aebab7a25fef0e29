// The gamma functions that Beta-distributed churn needs: ratios instead of differences, so that no digit is lost. Pure.
// Recurrence up to ASYMPTOTIC_FROM, then the asymptotic series (Abramowitz & Stegun 6.1.41, 6.3.18, 6.4.12).

/** From here on the series below, cut after the terms given, are exact to the last digits of a double. */
const ASYMPTOTIC_FROM = 12;

/** What Stirling's formula leaves out of ln Γ(x). */
function stirlingRest(x: number): number {
  const z = 1 / (x * x);
  return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z / 1188)))) / x;
}

/**
 * ln(Γ(a) ÷ Γ(a + b)) for a > 0, b ≥ 0. The difference of two log-gammas would lose its digits where a is much greater than b.
 */
export function logGammaRatio(a: number, b: number): number {
  let x = a;
  let shifted = 1;
  while (x < ASYMPTOTIC_FROM) {
    shifted *= 1 + b / x;
    x += 1;
  }
  const y = x + b;
  const stirling = b - (x - 0.5) * Math.log1p(b / x) - b * Math.log(y);
  return Math.log(shifted) + stirling + stirlingRest(x) - stirlingRest(y);
}

/** ψ and ψ', the first two derivatives of ln Γ. */
interface Polygammas {
  readonly psi: number;
  readonly bend: number;
}

/** What the leading terms leave out of ψ(x), and of ψ'(x), from ASYMPTOTIC_FROM on. */
function psiRest(x: number): number {
  const z = 1 / (x * x);
  return z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z / 132))));
}
function bendRest(x: number): number {
  const z = 1 / (x * x);
  return (z * (1 / 6 - z * (1 / 30 - z * (1 / 42 - z * (1 / 30 - (5 * z) / 66))))) / x;
}

/** ψ(x) and ψ'(x) for x > 0. */
export function polygammas(x: number): Polygammas {
  let y = x;
  let psi = 0;
  let bend = 0;
  while (y < ASYMPTOTIC_FROM) {
    const inverse = 1 / y;
    psi -= inverse;
    bend += inverse * inverse;
    y += 1;
  }
  psi += Math.log(y) - 0.5 / y - psiRest(y);
  bend += (1 + 0.5 / y) / y + bendRest(y);
  return { psi, bend };
}

/** ψ(a) − ψ(a + b) and ψ'(a) − ψ'(a + b) for a > 0, b ≥ 0, with all their digits where a is much greater than b. */
export function polygammaDifferences(a: number, b: number): Polygammas {
  let x = a;
  let psi = 0;
  let bend = 0;
  while (x < ASYMPTOTIC_FROM) {
    const difference = b / (x * (x + b));
    psi -= difference;
    bend += difference * (1 / x + 1 / (x + b));
    x += 1;
  }
  const y = x + b;
  const difference = b / x / y;
  psi -= Math.log1p(b / x) + 0.5 * difference + (psiRest(x) - psiRest(y));
  bend += difference * (1 + 0.5 / x + 0.5 / y) + (bendRest(x) - bendRest(y));
  return { psi, bend };
}
