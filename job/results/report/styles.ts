import { themeCss } from "./theme.ts";

/** The page's style sheet: light and dark by `light-dark()`, one column on a phone, A4 on paper. */
export const styles = (): string => `${themeCss()}
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;-webkit-text-size-adjust:100%}
main,.top,.foot{max-width:1140px;margin:0 auto;padding:0 24px}
h1,h2,h3{line-height:1.2;font-weight:650;letter-spacing:-.012em;margin:0}
h1{font-size:2.1rem;overflow-wrap:anywhere}
h2{font-size:1.5rem;margin-bottom:.9rem}
h2:has(+.lead){margin-bottom:0}
h3{font-size:1.02rem}
p{margin:.3rem 0}
a{color:var(--accent)}
code{font-size:.92em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-999px}
.skip:focus{left:12px;top:8px;background:var(--surface);padding:6px 12px;z-index:9}
.sheets{position:absolute}
.top{padding-top:44px}
.kicker{color:var(--accent);font-size:.82rem;font-weight:650;letter-spacing:.06em;text-transform:uppercase;margin:0 0 .5rem}
.when{color:var(--muted)}
.headline{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));margin:26px 0 0;background:var(--surface);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.headline>div{box-shadow:0 0 0 .5px var(--line);padding:16px 18px;display:flex;flex-direction:column}
.headline dt{order:1;color:var(--muted);font-size:.86rem}
.headline dd{margin:0;font-size:1.7rem;font-weight:650;letter-spacing:-.02em;line-height:1.15;font-variant-numeric:tabular-nums}
.headline .aside{order:2;font-size:.8rem;font-weight:400;letter-spacing:0;color:var(--muted);margin-top:.15rem}
.banner{margin:18px 0 0;padding:12px 18px;border-radius:10px;border:1px solid var(--warning);background:var(--warning-surface);color:var(--ink)}
.banner strong{color:var(--warning)}
nav{position:sticky;top:0;z-index:5;background:var(--page);border-bottom:1px solid var(--line);margin-top:26px}
nav ul{max-width:1140px;margin:0 auto;padding:8px 24px;display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;font-size:.9rem;align-items:center}
nav a{color:var(--ink);text-decoration:none;padding:4px 0;display:inline-block}
nav a:hover{text-decoration:underline}
nav .last{margin-left:auto}
button,select{font:inherit;font-size:.86rem;color:var(--ink);background:var(--surface);border:1px solid var(--line);border-radius:7px;padding:4px 10px;min-height:30px}
button{cursor:pointer}
button:hover{border-color:var(--muted)}
section{padding:40px 0 8px;scroll-margin-top:44px}
.lead{max-width:86ch;color:var(--muted);margin:.5rem 0 1.2rem}
.lead strong{color:var(--ink)}
.quiet,.hint{color:var(--muted);font-size:.86rem}
.nothing{color:var(--muted);background:var(--surface);border:1px dashed var(--line);border-radius:10px;padding:14px 18px}
.cards{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:18px}
.card{margin:0;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:18px 20px;min-width:0}
.card.wide{grid-column:1/-1}
.cards.flow{display:block;columns:2;column-gap:18px}
.flow>.card{break-inside:avoid;margin-bottom:18px}
.flow>.card.wide{column-span:all;margin-top:18px}
.card figcaption{margin-bottom:12px}
.card figcaption p{color:var(--muted);font-size:.88rem;max-width:100ch}
.card .nothing{border:0;padding:0}
.card>svg{display:block;max-width:100%;height:auto;margin:0 auto}
.gallery{list-style:none;padding:0;margin:0 0 18px;display:grid;gap:8px}
.gallery li{display:grid;grid-template-columns:minmax(80px,130px) 1fr;align-items:center;gap:14px;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:8px 14px}
.gallery .name{font-weight:600;font-size:.92rem;overflow-wrap:anywhere}
.tiles{display:flex;flex-wrap:wrap;gap:6px}
.tile{border-radius:6px;background:var(--grid);display:block}
.tile.empty{width:72px;height:72px;display:block}
.means{list-style:none;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:14px}
.means li{width:88px;font-size:.82rem;color:var(--muted);text-align:center;overflow-wrap:anywhere}
.means img{display:block;border-radius:8px;margin:0 auto 4px}
.problem{margin-top:24px}
.problem .count{color:var(--muted);font-weight:400}
.samples{list-style:none;padding:0;margin:10px 0 0;display:flex;flex-wrap:wrap;gap:10px}
.samples li{width:76px;font-size:.72rem;line-height:1.25;color:var(--muted);overflow-wrap:anywhere}
.samples .tile{margin-bottom:3px}
.groups{display:flex;flex-wrap:wrap;gap:12px;margin-top:10px}
.group{margin:0;padding:10px;background:var(--surface);border:1px solid var(--line);border-radius:10px}
.needed{list-style:none;padding:0;margin:0 0 10px;display:flex;flex-wrap:wrap;gap:8px 26px;font-size:.92rem;color:var(--muted)}
.needed strong{color:var(--ink);font-size:1.05rem}
table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{padding:5px 22px 5px 0;border-bottom:1px solid var(--line);text-align:right;vertical-align:top;white-space:nowrap}
th:first-child{text-align:left;font-weight:500}
td:last-child{padding-right:0}
thead th{color:var(--muted);font-weight:500}
table.text{width:100%}
table.text th,table.text td{text-align:left;white-space:normal;overflow-wrap:anywhere}
.none{color:var(--muted)}
.scroll{overflow:auto;max-height:420px}
details{margin-top:12px}
.gallery+details{margin:0 0 18px}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.88rem}
.samples .across{width:100%}
.across strong{color:var(--warning)}
summary{cursor:pointer;color:var(--muted);font-size:.86rem;width:fit-content}
.facts{margin:0;font-size:.9rem}
.facts div{display:grid;grid-template-columns:minmax(110px,34%) 1fr;gap:12px;padding:5px 0;border-bottom:1px solid var(--line)}
.facts div:last-child{border:0}
.facts dt{color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere}
.scatter{display:grid;grid-template-columns:minmax(0,1fr) 220px;gap:6px 20px}
.controls{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;font-size:.86rem;color:var(--muted)}
.controls[hidden],.hint[hidden]{display:none}
.zoom{display:flex;gap:6px}
.plot{position:relative;min-width:0;touch-action:pan-y;cursor:crosshair;user-select:none}
.plot svg{display:block;width:100%;height:auto;position:relative}
.plot canvas{position:absolute;inset:0;width:100%;height:100%}
.plot:has(canvas) .axes line{display:none}
.hint{grid-column:1/-1}
.legend{display:flex;flex-direction:column;gap:8px;min-width:0}
.legend ul{list-style:none;margin:0;padding:2px;max-height:440px;overflow:auto}
.legend li,.legend li button{display:flex;align-items:center;gap:8px;font-size:.86rem;min-width:0}
.legend li{padding:2px 0}
.legend li button{border:0;background:none;padding:1px 6px;width:100%;text-align:left;min-height:26px}
.legend li button[aria-pressed=false]{text-decoration:line-through;color:var(--muted)}
.legend li button[aria-pressed=false] svg{opacity:.25}
.legend .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.legend svg{flex:none}
.legend .count{margin-left:auto;color:var(--muted);font-variant-numeric:tabular-nums}
.all{align-self:start}
.tip{position:fixed;z-index:9;pointer-events:none;max-width:260px;background:var(--surface);color:var(--ink);border:1px solid var(--line);border-radius:10px;padding:10px;box-shadow:0 6px 24px #0004;font-size:.84rem;display:grid;gap:4px}
.tip[hidden]{display:none}
.tip svg{border-radius:6px;background:var(--grid)}
.tip span{color:var(--muted);overflow-wrap:anywhere}
.foot{color:var(--muted);font-size:.84rem;padding-top:36px;padding-bottom:48px}
@media (max-width:760px){.cards,.scatter{grid-template-columns:minmax(0,1fr)}.cards.flow{columns:1}.legend ul{max-height:180px}.gallery li{grid-template-columns:1fr}.gallery .tile{width:56px;height:56px}main,.top,.foot,nav ul{padding-left:14px;padding-right:14px}h1{font-size:1.6rem}.card{padding:14px}.plot svg text{font-size:18px}.card.wide>svg text{font-size:14px}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@page{size:A4;margin:14mm}
@media print{:root{color-scheme:light!important;--page:#fff}html{font-size:11px}body{print-color-adjust:exact;-webkit-print-color-adjust:exact}main,.top,.foot{max-width:none;padding:0}.top{padding-top:0}nav,.controls,.hint,.tip,.skip,.all,details.figures{display:none!important}.card,.problem,.gallery li,.group,.headline,.banner{break-inside:avoid}h2,h3,figcaption,.lead{break-after:avoid}.lead{break-inside:avoid}.problem,.group{border-color:#ccc}details:not(.figures)::details-content{content-visibility:visible;block-size:auto;display:block}details:not(.figures)>summary{display:none}section{padding-top:22px}.scroll,.legend ul{max-height:none;overflow:visible}.cards{gap:10px}.card{padding:10px 12px}.scatter{display:block}.legend ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:0 16px}.means{gap:8px}.means li{width:64px}.means img{width:60px;height:60px}.gallery .tile{width:44px;height:44px}.headline{grid-template-columns:repeat(auto-fit,minmax(90px,1fr))}.headline>div{padding:8px 10px}}
`;
