// Draws a chart from the table beside it. Without this script the tables say everything.
"use strict";
const COLOURS = ["#0b6b50", "#b3621e", "#2f5d9b"];
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function figure(cell) {
  const value = parseFloat(cell.textContent);
  return Number.isNaN(value) ? null : value;
}

function draw(canvas) {
  const table = document.getElementById(canvas.dataset.table);
  const rows = [...table.tBodies[0].rows];
  if (!rows.length) return;
  const columns = canvas.dataset.columns.split(",").map(Number);
  const datasets = columns.map((column, i) => ({
    label: table.tHead.rows[0].cells[column].textContent,
    data: rows.map((row) => figure(row.cells[column])),
    borderColor: COLOURS[i],
    backgroundColor: COLOURS[i],
  }));
  canvas.parentElement.hidden = false;
  new Chart(canvas, {
    type: canvas.dataset.chart,
    data: { labels: rows.map((row) => row.cells[0].textContent), datasets },
    options: {
      maintainAspectRatio: false,
      animation: still ? false : undefined,
      plugins: { legend: { display: columns.length > 1 } },
      scales: { y: { beginAtZero: true, ticks: { precision: 0 } } },
    },
  });
}

document.querySelectorAll("canvas[data-chart]").forEach(draw);
