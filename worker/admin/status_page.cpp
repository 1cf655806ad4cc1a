#include "worker/admin/status_page.hpp"

namespace iw {

std::string_view status_page_html() {
  return R"(<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>import-worker</title><link rel="stylesheet" href="/page.css"></head>
<body>
<header><h1>import-worker</h1><p id="who"></p><p id="state" role="status">loading</p></header>
<section aria-label="Totals"><dl id="totals"></dl></section>
<section><h2>Partitions</h2><table id="partitions"><thead><tr><th>partition</th><th>committed</th><th>lag</th><th>pending</th><th>waiting</th><th>started</th><th>oldest job</th></tr></thead><tbody></tbody></table></section>
<section><h2>Accounts</h2><table id="accounts"><thead><tr><th>account</th><th>state</th><th>token</th><th>in flight</th><th>why, until</th></tr></thead><tbody></tbody></table></section>
<footer>The same as JSON: <a href="/statusz">/statusz</a>. For Prometheus: <a href="/metrics">/metrics</a>.</footer>
<script src="/page.js"></script>
</body>
</html>
)";
}

std::string_view status_page_script() {
  return R"('use strict';
// Everything is put in as text, never as HTML: a name in the data stays a name.
const $ = (id) => document.getElementById(id);
const fill = (body, rows) => body.replaceChildren(...rows.map((cells) => {
  const row = document.createElement('tr');
  row.append(...cells.map((cell) => { const td = document.createElement('td'); td.textContent = cell ?? ''; return td; }));
  return row;
}));
const oldest = (o) => o ? `${o.offset}: ${o.age_s.toFixed(1)} s, waits for ${o.waits_for}` + (o.until ? ` until ${o.until}` : '') + (o.errcode !== undefined ? ` (errcode ${o.errcode}, ${o.attempts} attempts)` : '') : '';
function show(s) {
  $('who').textContent = `${s.version}, group ${s.group}, instance ${s.instance}, since ${s.started_at}`;
  $('state').textContent = s.ready ? 'ready' : 'not ready: ' + (s.not_ready_because || 'starting');
  $('state').className = s.ready ? 'good' : 'bad';
  const lag = s.partitions.reduce((sum, p) => sum + (p.lag || 0), 0);
  const totals = {'lag': lag, 'open jobs': s.open_jobs, 'calls in flight': `${s.calls.in_flight} of ${s.calls.max}`, 'accepted': s.outcomes.accepted, 'failed': s.outcomes.failed,
    'in doubt': s.outcomes.in_doubt, 'commit cycles': `${s.cycles.committed}, ${s.cycles.aborted} aborted`, 'last cycle': `${s.cycles.last_ms.toFixed(0)} ms`};
  $('totals').replaceChildren(...Object.entries(totals).flatMap(([name, value]) => {
    const dt = document.createElement('dt'); dt.textContent = name;
    const dd = document.createElement('dd'); dd.textContent = value;
    return [dt, dd];
  }));
  fill(document.querySelector('#partitions tbody'), s.partitions.map((p) => [p.partition, p.committed, p.lag, p.open.pending, p.open.waiting, p.open.started, p.failed || (p.intake !== 'open' ? p.intake : oldest(p.oldest))]));
  fill(document.querySelector('#accounts tbody'), s.accounts.map((a) => [a.name, a.state, a.token.kind, a.in_flight, [a.why, a.until].filter(Boolean).join(' — ')]));
}
async function refresh() {
  try {
    const answer = await fetch('/statusz', {cache: 'no-store'});
    show(await answer.json());
  } catch (error) {
    $('state').textContent = 'no answer from the worker';
    $('state').className = 'bad';
  }
  setTimeout(refresh, 1000);
}
refresh();
)";
}

std::string_view status_page_style() {
  return R"(body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1f24; background: #fff; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; } header p { margin: 0.2rem 0; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid #d0d7de; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 0.2rem 1rem; grid-auto-flow: dense; } dt { color: #57606a; } dd { margin: 0; font-weight: 600; }
.good { color: #116329; } .bad { color: #a40e26; font-weight: 600; }
@media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117; } th, td { border-color: #30363d; } dt { color: #8d96a0; } .good { color: #3fb950; } .bad { color: #ff7b72; } a { color: #79c0ff; } }
)";
}

}  // namespace iw
