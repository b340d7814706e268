// The page for teams and coaches: workbooks in, findings and charts out.
let chosen = [];

async function check(files) {
  if (files) chosen = files;
  if (!chosen.length) {
    tell("nothing_chosen");
    return;
  }
  await working(async () => {
    const content = await contentOf(chosen);
    tell("checking", { n: content.length });
    performance.mark("check");
    const told = JSON.parse(await python.call("check", ["/in", language], "/in", content));
    performance.mark("checked");
    tell("checked", { n: told.files.length });
    showResults(told);
  });
}

speak();
hearLanguage(() => chosen.length && check());
hearDrops($("drop"), check);
$("files").addEventListener("change", (event) => {
  const files = [...event.target.files];
  event.target.value = ""; // so that a mended file of the same name is noticed
  check(files);
});
begin().then(() => {
  // While a person looks for the file; whoever has chosen one is not kept waiting.
  if (!chosen.length && python.worker) python.call("warm", [language]).catch(() => {});
});
