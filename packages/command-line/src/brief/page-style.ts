/** How a review looks on a screen and on A4 paper. Nothing is loaded from elsewhere. */
import { markup } from "./html.ts";

export const STYLE = markup(`
@page { size: A4; margin: 16mm 15mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem; max-width: 46rem; color: #1f2933; background: #fff; font: 14px/1.5 system-ui, "Segoe UI", "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", Meiryo, sans-serif; }
header { border-bottom: 2px solid #1d6fb8; padding-bottom: .75rem; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.1rem; color: #1d6fb8; break-after: avoid; }
h3 { margin: 1rem 0 .25rem; font-size: .95rem; break-after: avoid; }
p { margin: .25rem 0 .5rem; }
.quiet { color: #5b6774; }
.mark { display: inline-block; margin: 0 0 .5rem; padding: .1rem .6rem; background: #8a1c1c; color: #fff; font-weight: 600; }
.missing { padding: .4rem .7rem; border-left: 3px solid #b7791f; background: #fdf6e7; }
.figures { display: flex; flex-wrap: wrap; gap: .6rem; margin: .5rem 0; padding: 0; list-style: none; }
.figures li { flex: 1 1 9rem; padding: .5rem .75rem; border: 1px solid #dde3e8; border-radius: 4px; break-inside: avoid; }
.figures .label { display: block; color: #5b6774; font-size: .82rem; }
.figures .value { display: block; font-size: 1.35rem; font-weight: 600; overflow-wrap: anywhere; }
.figures .note { display: block; color: #5b6774; font-size: .82rem; }
table { width: 100%; margin: .5rem 0; border-collapse: collapse; font-size: .92rem; }
th, td { padding: .3rem .5rem .3rem 0; border-bottom: 1px solid #e4e8ec; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { color: #5b6774; font-weight: 600; font-size: .82rem; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; padding-left: .6rem; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
figure { margin: .5rem 0; break-inside: avoid; }
.tick { font-size: 11px; fill: #5b6774; }
.tick.right { text-anchor: end; }
svg { display: block; width: 100%; height: auto; }
figcaption { color: #5b6774; font-size: .82rem; }
footer { margin-top: 2rem; padding-top: .5rem; border-top: 1px solid #dde3e8; color: #5b6774; font-size: .82rem; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
`);
