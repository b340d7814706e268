// Run charts: drawn by uPlot, said in a sentence, and as a table for whoever cannot see them.
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);

function drawChart(place, chart) {
  const indices = chart.values.map((_, i) => i);
  const shifted = chart.values.map((value, i) => (chart.shift[i] ? value : null));
  const goal = chart.values.map(() => chart.goal);
  const size = () => ({ width: Math.max(240, place.clientWidth), height: 240 });
  const font = "13px system-ui, sans-serif";
  const axis = { stroke: colour("body"), font, grid: { stroke: colour("grid") }, ticks: { stroke: colour("grid") } };
  const options = {
    ...size(),
    padding: [12, 12, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    select: { show: false },
    scales: {
      x: { time: false, range: [-0.5, indices.length - 0.5] },
      y: { range: (_, low, high) => rangeOf(low, high, chart) },
    },
    axes: [
      {
        ...axis,
        space: 64,
        incrs: [1, 2, 3, 6, 12, 24],
        values: (_, places) => places.map((i) => (Number.isInteger(i) ? (chart.labels[i] ?? "") : "")),
      },
      { ...axis, size: 56, values: (_, values) => values.map((v) => (chart.percent ? `${v}%` : String(v))) },
    ],
    series: [
      {},
      { stroke: colour("slate"), width: 2, points: { show: true, size: 7, fill: colour("slate") }, spanGaps: true },
      { stroke: colour("navy"), width: 2, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }) },
      { stroke: colour("goal"), width: 2, dash: [8, 5], points: { show: false }, show: chart.goal !== null },
      { paths: () => null, points: { show: true, size: 13, width: 3, stroke: colour("worse"), fill: "transparent" } },
    ],
  };
  const drawn = new uPlot(options, [indices, chart.values, chart.median, goal, shifted], place);
  drawn.root.setAttribute("aria-hidden", "true");
  new ResizeObserver(() => drawn.setSize(size())).observe(place);
}

function rangeOf(low, high, chart) {
  const ends = [low, high, chart.goal].filter((value) => Number.isFinite(value));
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const room = (most - least || Math.abs(most) || 1) * 0.15;
  const bottom = least >= 0 ? Math.max(0, least - room) : least - room;
  return [bottom, chart.percent ? Math.min(100.5, most + room) : most + room];
}

// The chart as a picture, with its name and what it says, for a slide or a letter.
function pictureOf(place, chart) {
  const drawn = place.querySelector("canvas");
  const room = 4.5 * 16 * devicePixelRatio;
  const canvas = element("canvas", { width: drawn.width, height: drawn.height + room });
  const pen = canvas.getContext("2d");
  pen.fillStyle = colour("white");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(drawn, 0, room);
  pen.scale(devicePixelRatio, devicePixelRatio);
  const width = drawn.width / devicePixelRatio - 16;
  pen.fillStyle = colour("navy");
  pen.font = "600 16px system-ui, sans-serif";
  pen.fillText(chart.title, 8, 22, width);
  pen.fillStyle = colour("body");
  pen.font = "13px system-ui, sans-serif";
  let [line, top] = ["", 42];
  for (const word of chart.sentence.split(" ")) {
    if (line && pen.measureText(`${line} ${word}`).width > width) {
      pen.fillText(line, 8, top, width);
      [line, top] = [word, top + 16];
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  pen.fillText(line, 8, top, width);
  canvas.toBlob((data) => download(data, `${chart.title.replace(/[\\/:*?"<>|]/g, " ")}.png`, "image/png"));
}

const key = (kind, text) =>
  element("li", {}, element("span", { class: `key ${kind}`, "aria-hidden": "true" }), text);

function chartOf(chart) {
  const place = element("div", { class: "chart", role: "img", "aria-label": `${chart.title}. ${chart.sentence}` });
  const keys = element("ul", { class: "keys" }, key("value", say("chart_value")), key("median", say("chart_median")));
  if (chart.goal !== null) keys.append(key("goal", say("chart_goal", { goal: chart.goal_shown })));
  if (chart.shift.some(Boolean)) keys.append(key("shift", say("chart_shift")));
  const rows = chart.labels.map((label, i) =>
    element("tr", {}, element("th", { scope: "row", text: label }), element("td", { text: chart.shown[i] })),
  );
  const head = element(
    "tr",
    {},
    element("th", { scope: "col", text: say("chart_period") }),
    element("th", { scope: "col", text: say("chart_value") }),
  );
  const made = element(
    "figure",
    {},
    element("figcaption", {}, element("h4", { text: chart.name }), element("p", { text: chart.sentence })),
    place,
    keys,
    button("picture", () => pictureOf(place, chart)),
    element(
      "details",
      {},
      element("summary", { text: say("chart_numbers") }),
      element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)),
    ),
  );
  requestAnimationFrame(() => drawChart(place, chart));
  return made;
}
