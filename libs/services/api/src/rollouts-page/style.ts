/** Colours are told apart by those who see no red or no green as well; every one of them stands beside its word. */
export const rolloutsStyle = `:root {
  color-scheme: light dark;
  --ground: light-dark(#fbfbfa, #17181a);
  --card: light-dark(#ffffff, #202226);
  --text: light-dark(#1d2126, #e7e9ec);
  --soft: light-dark(#5a636e, #9fa8b3);
  --line: light-dark(#dcdfe3, #363a41);
  --link: light-dark(#0b5cad, #7db8f5);
  --succeeded: light-dark(#1a7f5a, #3fb68b);
  --failed: light-dark(#c2410c, #f28c55);
  --inFlight: light-dark(#2a6fdb, #6ea8ff);
  --waiting: light-dark(#c9ced5, #4a505a);
  --left: light-dark(#9a8bb5, #8d7fb0);
  font: 16px/1.5 system-ui, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); }
header { display: flex; justify-content: space-between; padding: .75rem 1.5rem; border-bottom: 1px solid var(--line); background: var(--card); }
header .home { font-weight: 650; color: inherit; text-decoration: none; }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem; }
a { color: var(--link); }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0 .5rem; }
.soft { color: var(--soft); font-size: .875rem; }
.phase, .wave-state { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-size: .875rem; font-weight: 550; border: 1px solid currentcolor; white-space: nowrap; vertical-align: middle; }
.phase { color: var(--soft); }
.phase.running, .wave-state.running { color: var(--inFlight); }
.phase.completed, .wave-state.passed { color: var(--succeeded); }
.phase.halted, .wave-state.failed, .wave-state.stalled { color: var(--failed); }
.phase.paused, .phase.awaitingApproval, .wave-state.soaking { color: light-dark(#8a5a00, #e0b050); }
.wave-state { color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); }
@media (width < 45rem) { .wide table, .wide svg.chart { min-width: 40rem; } main { padding: 1rem; } }
caption { text-align: left; font-weight: 650; padding: .25rem 0 .5rem; }
.rules caption { font-weight: 400; color: var(--soft); font-size: .875rem; }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
thead th { color: var(--soft); font-size: .875rem; }
td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.tripped th, tr.tripped td { color: var(--failed); font-weight: 650; }
meter { width: 5rem; height: .75rem; vertical-align: middle; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.figures > div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .75rem; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums; }
dd.soft { font-size: .8rem; }
.dot { display: inline-block; width: .7rem; height: .7rem; border-radius: .2rem; margin-right: .4rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .875rem; color: var(--soft); }
.dot.succeeded { background: var(--succeeded); }
.dot.failed { background: var(--failed); }
.dot.inFlight { background: var(--inFlight); }
.dot.waiting { background: var(--waiting); }
.dot.left { background: var(--left); }
ol.waves { list-style: none; padding: 0; margin: 0; display: grid; gap: 1rem; }
.wave-head { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; margin-bottom: .25rem; }
svg.bar { display: block; width: 100%; height: 1.25rem; background: var(--waiting); border-radius: .25rem; }
svg rect.succeeded { fill: var(--succeeded); }
svg rect.failed { fill: var(--failed); }
svg rect.inFlight { fill: var(--inFlight); }
svg rect.waiting { fill: var(--waiting); }
svg rect.left { fill: var(--left); }
svg.chart { display: block; width: 100%; height: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
.chart text { fill: var(--soft); font-size: 12px; }
.chart .grid { stroke: var(--line); }
.chart .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
.line.succeeded { stroke: var(--succeeded); }
.line.failed { stroke: var(--failed); }
.line.inFlight { stroke: var(--inFlight); }
.acts { padding-left: 1.25rem; }
.acts li { margin: .2rem 0; overflow-wrap: anywhere; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; overflow-x: auto; font-size: .85rem; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
th code { font-size: .875rem; }
summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: .75rem 0; }
button { font: inherit; padding: .35rem .9rem; border-radius: .4rem; border: 1px solid var(--line); background: var(--card); color: var(--text); cursor: pointer; }
button:hover { border-color: currentcolor; }
button.main { background: var(--link); color: var(--ground); border-color: var(--link); }
button.grave { color: var(--failed); border-color: var(--failed); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.trouble { color: var(--failed); font-weight: 550; }
dialog { border: 1px solid var(--line); border-radius: .75rem; background: var(--card); color: var(--text); padding: 1.5rem; width: min(32rem, 92vw); }
dialog::backdrop { background: rgb(0 0 0 / 45%); }
dialog h2 { margin-top: 0; }
label { display: block; margin: .75rem 0 .25rem; color: var(--soft); font-size: .875rem; }
input, textarea { font: inherit; width: 100%; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--ground); color: inherit; }
.buttons { display: flex; justify-content: flex-end; gap: .5rem; margin-top: 1rem; }
.more { margin-top: 1rem; }
`;
