// The score sheet in Excel: what it holds, when it changes, and going to one of its cells.

const MARK = "pyscoring"; // what A1 of every sheet of ours begins with
const LAST_ROW = 2000; // as the server reads; one stray cell far down must not make us send a million rows
const LAST_COLUMN = 60;

/** The active sheet if it is ours, or else the first that is: its name and its values from A1 on. */
export function read() {
  return Excel.run(async (context) => {
    const active = context.workbook.worksheets.getActiveWorksheet().load("name");
    const sheets = context.workbook.worksheets.load("items/name");
    await context.sync();
    const names = [active.name, ...sheets.items.map((sheet) => sheet.name).filter((name) => name !== active.name)];
    const marks = names.map((name) => sheets.getItem(name).getRange("A1").load("values"));
    await context.sync();
    const ours = marks.findIndex((mark) => String(mark.values[0][0]).startsWith(MARK));
    const name = names[Math.max(ours, 0)];
    return { sheet: name, rows: await values(context, sheets.getItem(name)) };
  });
}

async function values(context, sheet) {
  const used = sheet.getUsedRangeOrNullObject(true).load("rowIndex,columnIndex,rowCount,columnCount");
  await context.sync();
  if (used.isNullObject) return [[""]];
  const rows = Math.min(used.rowIndex + used.rowCount, LAST_ROW);
  const columns = Math.min(used.columnIndex + used.columnCount, LAST_COLUMN);
  const area = sheet.getRangeByIndexes(0, 0, rows, columns).load("values");
  await context.sync();
  return area.values;
}

export function goTo(name, cell) {
  return Excel.run(async (context) => {
    const sheet = context.workbook.worksheets.getItem(name);
    sheet.activate();
    sheet.getRange(cell).select();
    await context.sync();
  });
}

/** Calls `edited` after any cell changed, and `moved` after another sheet came up. */
export function watch(edited, moved) {
  return Excel.run(async (context) => {
    const { worksheets } = context.workbook;
    worksheets.onChanged.add(async () => edited());
    worksheets.onActivated.add(async () => moved());
    await context.sync();
  });
}
