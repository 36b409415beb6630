// Opens reports in headless Chromium: no script of an artifact runs, nothing is asked of any network, nothing is
// injected, and filters, keyboard, graph and paper work. With screenshots of each in the same folder.
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const work = process.argv[2];
const SIZES = { wide: { width: 1280, height: 900 }, narrow: { width: 400, height: 800 } };

/** A page of a report, and everything that it should not have done. */
async function open(browser, name, options = {}) {
  const context = await browser.newContext({ viewport: SIZES.wide, ...options });
  const wrongs = [];
  const page = await context.newPage();
  page.on("console", (message) => wrongs.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => wrongs.push(`error: ${error}`));
  page.on("dialog", (dialog) => {
    wrongs.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("popup", () => wrongs.push("a window was opened"));
  const url = pathToFileURL(path.join(work, `${name}.html`)).href;
  page.on("request", (request) => {
    if (request.url() !== url) wrongs.push(`request: ${request.url()}`);
  });
  page.on("framenavigated", (frame) => {
    if (!frame.url().startsWith(url)) wrongs.push(`went to ${frame.url()}`);
  });
  if (options.javaScriptEnabled !== false) {
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
    });
  }
  await page.goto(url);
  return { context, page, wrongs };
}

/** Elements and attributes that the template does not write, wherever they came from. */
function foreign() {
  const known = new Set(
    ("html head meta title style body a header div p span button main section h1 h2 h3 ul li nav noscript table thead tr th " +
      "tbody td form label input fieldset legend select option output details summary code dl dt dd ol pre mark b figure " +
      "figcaption kbd svg defs marker path g rect text aside footer time script br").split(" ")
  );
  const wrong = [];
  for (const element of document.querySelectorAll("*")) {
    if (!known.has(element.localName)) wrong.push(`<${element.localName}>`);
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "style" || name === "src" || name === "srcdoc" || name === "action") {
        wrong.push(`${element.localName} ${name}=${value}`);
      }
      if (name.endsWith("href") && !/^(#|https:\/\/)/.test(value)) wrong.push(`${name}=${value}`);
      if (name.endsWith("href") && value.startsWith("https:") && !element.rel.includes("noreferrer")) wrong.push(value);
    }
  }
  if (document.querySelectorAll("script").length !== 1) wrong.push("another script");
  if (document.querySelectorAll("style").length !== 1) wrong.push("another style");
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`twice #${id}`);
  return wrong;
}

/** The lowest contrast of any text with what is behind it. */
function contrast() {
  const parse = (color) => {
    const canvas = (parse.canvas ||= document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = parse(getComputedStyle(one).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  let least = { ratio: 21 };
  const seen = new Set();
  for (const element of document.querySelectorAll("body *:not(svg *)")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility()) continue;
    const key = `${element.localName}.${element.className}<${element.parentElement.className}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least.ratio) least = { ratio, key };
  }
  return least;
}

async function quiet({ page, wrongs, context }, name) {
  assert.deepStrictEqual(await page.evaluate(foreign), [], name);
  assert.deepStrictEqual(await page.evaluate(() => window.violations), [], name);
  assert.deepStrictEqual(wrongs, [], name);
  await context.close();
}

async function filters(page) {
  const count = () => page.locator(".place:visible").count();
  const all = await count();
  assert.ok(all > 10, `${all} findings`);
  const said = () => page.locator("#shown").textContent();
  assert.match(await said(), new RegExp(`^All ${all} `));
  assert.strictEqual(await page.locator("#shown").getAttribute("aria-live"), "polite");
  // By keyboard alone: `/` goes to the search.
  await page.keyboard.press("/");
  assert.strictEqual(await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.type("no such words anywhere");
  await page.waitForFunction(() => !document.querySelector("#nothing").hidden);
  assert.strictEqual(await count(), 0);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector("#nothing").hidden);
  assert.strictEqual(await count(), all);
  await page.selectOption("#rule", "instruction-override");
  const some = await count();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  assert.match(await said(), new RegExp(`^${some} of ${all} `));
  await page.selectOption("#kind", "skill");
  assert.ok((await count()) <= some);
  await page.locator("button[type=reset]").click();
  await page.waitForFunction((all) => document.querySelector("#shown").textContent.startsWith(`All ${all} `), all);
  const boxes = page.locator("input[name=severity]");
  for (let at = 0; at < (await boxes.count()); at += 1) await boxes.nth(at).uncheck();
  assert.strictEqual(await count(), 0);
  await page.locator("button[type=reset]").click();
  await page.selectOption("#sort", "path");
  const paths = await page.locator(".artifact").evaluateAll((all) => all.map((one) => one.dataset.path));
  assert.deepStrictEqual(paths, [...paths].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  await page.locator("#fold").click();
  assert.strictEqual(await page.locator(".group[open]").count(), 0);
  await page.locator("#fold").click();
  assert.strictEqual(await page.locator(".group:not([open])").count(), 0);
}

async function graph(page) {
  const view = () => page.locator("#graph").getAttribute("viewBox");
  const before = await view();
  await page.locator("#zoom-in").click();
  assert.notStrictEqual(await view(), before);
  await page.locator("#zoom-fit").click();
  assert.strictEqual(await view(), before);
  await page.locator("#canvas").focus();
  await page.keyboard.press("ArrowRight");
  assert.notStrictEqual(await view(), before);
  await page.keyboard.press("0");
  const node = page.locator(".edge").first();
  const from = await node.getAttribute("data-from");
  await page.locator(`.node[data-node="${from}"]`).focus();
  await page.keyboard.press("Enter");
  assert.ok((await page.locator(".node.selected").count()) === 1);
  assert.ok((await page.locator(".node.tied").count()) >= 1);
  assert.ok((await page.locator("#chosen li").count()) >= 1);
  await page.keyboard.press("Escape");
  assert.strictEqual(await page.locator(".node.selected").count(), 0);
  // Every node leads to a row of the table.
  const lost = await page.evaluate(() =>
    [...document.querySelectorAll(".node")].filter((one) => !document.querySelector(one.getAttribute("href"))).length
  );
  assert.strictEqual(lost, 0);
}

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  const shot = (page, name) => page.screenshot({ path: path.join(work, `${name}.png`), caret: "initial" });
  for (const name of ["hostile", "project", "many", "life"]) {
    for (const colorScheme of ["light", "dark"]) {
      const report = await open(browser, name, { colorScheme });
      const { page } = report;
      await shot(page, `${name}-${colorScheme}`);
      const least = await page.evaluate(contrast);
      assert.ok(least.ratio >= 4.5, `${name} ${colorScheme}: contrast ${least.ratio} of ${least.key}`);
      await page.locator("#theme").click();
      assert.strictEqual(
        await page.evaluate(() => document.documentElement.dataset.theme),
        colorScheme === "dark" ? "light" : "dark"
      );
      await quiet(report, name);
    }
    const narrow = await open(browser, name, { viewport: SIZES.narrow });
    await shot(narrow.page, `${name}-narrow`);
    const over = await narrow.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${name}: ${over} pixels too wide for 400`);
    await quiet(narrow, name);

    const still = await open(browser, name, { javaScriptEnabled: false });
    await shot(still.page, `${name}-still`);
    const body = await still.page.locator("main").innerText();
    assert.ok(body.includes("JavaScript"), "says what needs a script");
    assert.strictEqual(await still.page.locator("[data-script]:visible").count(), 0);
    assert.strictEqual(await still.page.locator(".place:visible").count(), await still.page.locator(".place").count());
    assert.deepStrictEqual(still.wrongs, []);
    await still.page.pdf({ path: path.join(work, `${name}.pdf`), format: "A4", printBackground: false });
    await still.context.close();
  }
  const hostile = await open(browser, "hostile");
  const words = await hostile.page.locator("main").innerText();
  for (const attack of ["<img src=x onerror=alert(3)>", "&lt;script&gt;", "{{constructor", "\\u{202e}gnp.exe"]) {
    assert.ok(words.includes(attack), `${attack} is shown as it is`);
  }
  await filters(hostile.page);
  await graph(hostile.page);
  await quiet(hostile, "hostile, used");
  const life = await open(browser, "life");
  assert.ok((await life.page.locator(".event.verified").count()) === 2, "what we said holds");
  assert.ok((await life.page.locator(".event.refused").count()) === 1, "what others said does not");
  await life.page.locator("#evidence").evaluate((element) => element.scrollIntoView({ behavior: "instant" }));
  await shot(life.page, "life-evidence");
  await quiet(life, "life");
  const project = await open(browser, "project");
  await graph(project.page);
  await project.page.locator("#bom").scrollIntoViewIfNeeded();
  await shot(project.page, "project-graph");
  await quiet(project, "project, used");
  await browser.close();
  const sizes = fs.readdirSync(work).filter((name) => name.endsWith(".html"));
  console.log(`html: ${sizes.map((name) => `${name} ${fs.statSync(path.join(work, name)).size >> 10} KB`).join(", ")}: quiet, whole and usable`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
