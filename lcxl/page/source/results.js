// What was found in workbooks: by file, sheet and cell; run charts; the letter to each team.
function findingOf(finding) {
  const where = finding.cell ?? say("whole_file");
  const place = [where, finding.month_word].filter(Boolean).join(", ");
  return element(
    "li",
    { class: `finding ${finding.severity}` },
    element(
      "p",
      { class: "place" },
      element("span", { class: "severity", text: finding.severity_word }),
      ` ${place} `,
      element("span", { class: "code", text: finding.code }),
    ),
    element("p", { text: finding.message }),
    element("p", { class: "fix" }, element("strong", { text: `${say("fix")}: ` }), finding.fix),
  );
}

function findingsOf(findings) {
  const sheets = Map.groupBy
    ? Map.groupBy(findings, (finding) => finding.sheet ?? "")
    : findings.reduce(
        (found, one) => found.set(one.sheet ?? "", [...(found.get(one.sheet ?? "") ?? []), one]),
        new Map(),
      );
  return [...sheets].flatMap(([sheet, found]) => [
    sheet ? element("h4", { text: sheet }) : null,
    element("ol", {}, ...found.map(findingOf)),
  ]);
}

async function markedCopy(file) {
  await working(async () => {
    const data = await python.call("marked", [file.file]);
    const name = file.file.split("/").pop().replace(/\.[^.]*$/, "");
    download(data, say("marked_name", { name }));
    tell("saved", { name: file.file });
  });
}

const nameOf = (file) => (file.team ? `${file.team}: ${file.file}` : file.file);

const fileOf = (file) =>
  element(
    "article",
    { class: file.state, id: `file-${file.number}` },
    element("h3", { text: nameOf(file) }),
    element("p", { class: "verdict", text: file.sentence }),
    ...findingsOf(file.findings),
    file.team && file.findings.length ? element("p", { class: "hint", text: say("mend_hint") }) : null,
    file.can_be_marked ? button("marked", () => markedCopy(file)) : null,
  );

function chartsOf(team, isOpen) {
  if (!team.charts.length) return element("p", { text: say("no_charts") });
  const charts = element("div", { class: "charts" });
  const folded = element(
    "details",
    { class: "run-charts" },
    element("summary", { text: say("charts", { team: team.name }) }),
    charts,
  );
  // Drawn when they are looked at: a pile of workbooks has many.
  folded.addEventListener("toggle", () => {
    if (folded.open && !charts.hasChildNodes()) charts.append(...team.charts.map(chartOf));
  });
  folded.open = isOpen;
  return folded;
}

function letterOf(team, number) {
  const letter = element("textarea", { readonly: "", rows: "12", id: `letter-${number}` });
  letter.value = team.letter;
  const name = say("letter", { team: team.name });
  return element(
    "details",
    { class: "letter" },
    element("summary", { text: name }),
    element("label", { for: letter.id, text: name }),
    letter,
    button("copy", () => copy(letter)),
  );
}

// What belongs to one team stands together; what names none comes first.
function partsOf({ files, teams }) {
  const nobodys = files.filter((file) => !teams.some((team) => team.name === file.team));
  const sections = teams.map((team, number) =>
    element(
      "section",
      { class: "team" },
      ...files.filter((file) => file.team === team.name).map(fileOf),
      chartsOf(team, teams.length === 1),
      letterOf(team, number),
    ),
  );
  return [...nobodys.map(fileOf), ...sections];
}

function overviewOf(files) {
  if (files.length < 2) return [];
  const line = (file, number) => {
    const link = element("a", { href: `#file-${number}`, text: nameOf(file) });
    return element("li", { class: file.state }, link, ` ${file.sentence}`);
  };
  return [element("ul", { class: "overview" }, ...files.map(line))];
}

function showResults(told) {
  told.files.forEach((file, number) => (file.number = number));
  $("found").replaceChildren(...overviewOf(told.files), ...partsOf(told));
  $("results").hidden = false;
  $("results-heading").focus();
}
