// The page is complete without this script. Sorts a table by the column whose heading is pressed.
for (const table of document.querySelectorAll('table.sortable')) {
  table.querySelectorAll('thead th').forEach((head, column) => {
    const button = document.createElement('button');
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const isUp = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of table.querySelectorAll('thead th')) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
      const key = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const order = (a, b) => isNaN(key(a)) || isNaN(key(b)) ? key(a).localeCompare(key(b)) : key(a) - key(b);
      const rows = [...table.tBodies[0].rows].sort((a, b) => isUp ? order(a, b) : order(b, a));
      table.tBodies[0].append(...rows);
    });
  });
}

// Light or dark, whatever the system says. Paper stays light.
const theme = document.getElementById('theme');
theme.hidden = false;
theme.addEventListener('click', () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme
    ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = isDark ? 'light' : 'dark';
});

// A key for each line that shows and hides it.
function addLegend(figure, lines) {
  const legend = document.createElement('div');
  legend.className = 'legend';
  for (const line of lines) {
    const button = document.createElement('button');
    const sample = document.createElement('i');
    sample.style.background = getComputedStyle(line).stroke;
    button.append(sample, line.dataset.name);
    button.setAttribute('aria-pressed', 'true');
    button.addEventListener('click', () => {
      const isShown = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(isShown));
      line.classList.toggle('off', !isShown);
    });
    legend.append(button);
  }
  const recolor = () => lines.forEach((line, i) => {
    legend.children[i].firstChild.style.background = getComputedStyle(line).stroke;
  });
  theme.addEventListener('click', recolor);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolor);
  figure.querySelector('.wide').after(legend);
}

// The row of a chart's table at a time: the last one that has begun.
function rowAt(table, time) {
  let found = null;
  for (const row of table.tBodies[0].rows) {
    const at = Number(row.cells[0].dataset.value);
    if (at <= time && (!found || at > Number(found.cells[0].dataset.value))) found = row;
  }
  return found;
}

// What the lines say where the pointer is, or where the arrow keys have moved it.
function addReadout(figure, svg, table) {
  const [left, top, width, height] = svg.dataset.plot.split(' ').map(Number);
  const [first, last] = svg.dataset.x.split(' ').map(Number);
  const readout = document.createElement('div');
  readout.className = 'readout';
  readout.setAttribute('role', 'status');
  figure.querySelector('.wide').after(readout);
  const cursor = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  cursor.setAttribute('class', 'cursor off');
  cursor.setAttribute('y1', top);
  cursor.setAttribute('y2', top + height);
  svg.append(cursor);
  const heads = [...table.tHead.rows[0].cells].map(cell => cell.textContent);
  let share = -1;
  const show = () => {
    const row = share >= 0 && share <= 1 ? rowAt(table, first + share * (last - first)) : null;
    cursor.classList.toggle('off', !row);
    readout.textContent = row
      ? [...row.cells].map((cell, i) => i ? heads[i] + ': ' + cell.textContent : cell.textContent).join(' · ') : '';
    cursor.setAttribute('x1', left + share * width);
    cursor.setAttribute('x2', left + share * width);
  };
  svg.addEventListener('pointermove', event => {
    const box = svg.getBoundingClientRect();
    share = ((event.clientX - box.left) * svg.viewBox.baseVal.width / box.width - left) / width;
    show();
  });
  svg.addEventListener('pointerleave', () => { share = -1; show(); });
  figure.querySelector('.wide').addEventListener('keydown', event => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    share = Math.min(1, Math.max(0, (share < 0 ? 0 : share) + step / Math.max(1, table.tBodies[0].rows.length)));
    show();
  });
}

for (const figure of document.querySelectorAll('figure')) {
  const svg = figure.querySelector('svg[data-plot]');
  if (!svg) continue;
  const lines = [...svg.querySelectorAll('path[data-name]')];
  if (lines.length > 1) addLegend(figure, lines);
  const table = figure.querySelector('details table');
  if (table && table.rows.length > 2 && !svg.querySelector('circle, path.dot')) addReadout(figure, svg, table);
}
