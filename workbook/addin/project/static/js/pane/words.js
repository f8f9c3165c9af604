// Every text of the pane, in Thai and English. `say` fills the blanks in braces.

export const LANGUAGES = ["th", "en"];
const KEPT = "pyscoring-language";
const chosen = localStorage.getItem(KEPT);
let lang = LANGUAGES.includes(chosen) ? chosen : "th";

export const language = () => lang;

export function choose(wanted) {
  lang = wanted;
  localStorage.setItem(KEPT, wanted);
}

export function say(key, blanks = {}) {
  return WORDS[key][lang].replace(/\{(\w+)\}/g, (_, name) => String(blanks[name]));
}

export const knows = (key) => key in WORDS;

const WORDS = {
  name: { th: "ให้คะแนนรางวัล", en: "Award scoring" },
  actions: { th: "คำสั่ง", en: "Actions" },
  score: { th: "เขียนผลทางการ", en: "Score" },
  scoreHint: {
    th: "คิดคะแนนแล้วเขียนลงคอลัมน์ “ผลทางการ” ของแผ่นให้คะแนน",
    en: "Work out the score and write it into the sheet’s “Official” column",
  },
  check: { th: "ตรวจแผ่นงาน", en: "Check" },
  checkHint: {
    th: "บอกสิ่งที่ขาดหรือต้องแก้ไว้ข้างแต่ละแถว โดยไม่เปลี่ยนคะแนนทางการ",
    en: "Tell beside each row what is missing or wrong; the official scores stay as they are",
  },
  clear: { th: "ล้างผลทางการ", en: "Clear official" },
  clearHint: {
    th: "ลบเฉพาะข้อความในคอลัมน์ “ผลทางการ” คะแนนที่กรอกไว้ไม่หาย",
    en: "Empty the “Official” column only; the scores you typed stay",
  },
  submit: { th: "ส่งคะแนน", en: "Submit" },
  submitHint: {
    th: "ส่งคะแนนในแผ่นนี้ให้ฝ่ายเลขานุการ ส่งซ้ำได้ ทุกครั้งเก็บเป็นคนละไฟล์",
    en: "Send this sheet’s scores to the secretary; sending again makes another file",
  },
  working: { th: "กำลังทำ: {what} …", en: "{what} …" },
  scored: { th: "เขียนผลทางการแล้ว", en: "The official result is in the sheet." },
  scoredOpen: {
    th: "เขียนลงแผ่นงานแล้ว แต่ยังไม่มีคะแนนรวม ดูข้อที่ต้องแก้หรือยังขาดด้านล่าง",
    en: "Written into the sheet, but there is no total yet: see below what is missing or to correct.",
  },
  checked: { th: "ตรวจแล้ว", en: "Checked." },
  cleared: { th: "ล้างผลทางการแล้ว", en: "The official column is empty." },
  submitted: { th: "ส่งคะแนนแล้ว", en: "The scores were submitted." },

  keyTitle: { th: "เข้าใช้ครั้งแรก", en: "First use" },
  keyHelp: {
    th: "วางรหัสเข้าใช้ที่ฝ่ายเลขานุการส่งให้ท่าน รหัสจะเก็บไว้ในเครื่องนี้เท่านั้น จึงไม่ควรใช้เครื่องสาธารณะ",
    en: "Paste the access key that the secretary sent you. It is kept on this computer only, so do not use a public one.",
  },
  keyLabel: { th: "รหัสเข้าใช้", en: "Access key" },
  keySave: { th: "บันทึกรหัส", en: "Save key" },
  forget: { th: "ลบรหัสออกจากเครื่องนี้", en: "Forget the key on this computer" },
  forgotten: { th: "ลบรหัสออกจากเครื่องนี้แล้ว", en: "The key was removed from this computer." },

  notLoaded: {
    th: "แถบงานยังเปิดไม่สำเร็จ หน้านี้ใช้ได้ใน Excel เท่านั้น",
    en: "The pane did not load. It works inside Excel alone.",
  },
  reload: { th: "เปิดใหม่", en: "Reload" },
  cancel: { th: "ยกเลิก", en: "Cancel" },

  result: { th: "ผลขณะนี้", en: "Result now" },
  total: { th: "คะแนนรวม", en: "Total" },
  noTotal: { th: "ยังไม่มีคะแนนรวม", en: "No total yet" },
  of: { th: "เต็ม {max}", en: "of {max}" },
  bonus: { th: "คะแนนพิเศษ", en: "Bonus" },
  notScored: { th: "ยังไม่มีคะแนน", en: "no score yet" },
  stale: {
    th: "ผลนี้คิดไว้เมื่อ {time} อาจไม่ตรงกับแผ่นงานแล้ว",
    en: "This result is from {time} and may no longer match the sheet.",
  },
  missing: { th: "ยังขาด {n} ช่อง", en: "{n} still missing" },
  wrong: { th: "ต้องแก้ไขหรือตรวจดู {n} เรื่อง", en: "{n} to correct or to look at" },
  goTo: { th: "ไปที่ {cell}", en: "Go to {cell}" },
  error: { th: "ต้องแก้ไข", en: "error" },
  warning: { th: "ควรตรวจ", en: "warning" },
  note: { th: "หมายเหตุ", en: "note" },
  criteria: { th: "เกณฑ์การให้คะแนน", en: "Criteria" },
  full: { th: "เต็ม {max}", en: "max {max}" },
  given: { th: "ให้ {value}", en: "given {value}" },
  blank: { th: "ยังไม่ให้คะแนน", en: "not scored yet" },
  bands: { th: "ระดับรางวัล", en: "Bands" },
  atLeast: { th: "ตั้งแต่ {at} คะแนน", en: "{at} points and above" },
  below: { th: "ต่ำกว่า {at} คะแนน", en: "below {at} points" },
  next: { th: "ขั้นต่อไป: {name}", en: "Next: {name}" },
  unset: { th: "คณะกรรมการยังไม่กำหนดเกณฑ์", en: "threshold not set by the committee" },
  reached: { th: "ระดับขณะนี้", en: "reached now" },

  account: { th: "ผู้ประเมินและการส่ง", en: "You and what you sent" },
  you: { th: "ผู้ประเมิน: {name}", en: "Assessor: {name}" },
  nothingAssigned: { th: "ยังไม่มีผลงานที่มอบหมายให้ท่าน", en: "No application is assigned to you yet." },
  notSent: { th: "ยังไม่ได้ส่ง", en: "not submitted yet" },
  sent: { th: "ส่งเมื่อ {time} · รหัสไฟล์ {hash}", en: "submitted {time} · file {hash}" },
  desk: { th: "ประเมินจากเอกสาร", en: "desk" },
  site: { th: "ประเมินในพื้นที่", en: "site" },
  document: { th: "ตรวจเอกสาร", en: "document" },

  retry: { th: "ลองอีกครั้ง", en: "Try again" },
  network: { th: "ติดต่อเซิร์ฟเวอร์ไม่ได้", en: "The server cannot be reached." },
  networkRemedy: {
    th: "ทำงานต่อได้ สูตรในสมุดงานยังคิดคะแนนให้เหมือนเดิม เมื่อเครือข่ายกลับมาให้กด “ลองอีกครั้ง”",
    en: "You can go on: the workbook’s own formulas still work out the score. Press “Try again” when the network is back.",
  },
  unsent: { th: "ยังไม่ทราบว่าคะแนนถึงเซิร์ฟเวอร์หรือไม่", en: "It is not known whether the scores arrived." },
  unsentRemedy: {
    th: "กด “ส่งคะแนน” อีกครั้งได้ ถ้าไม่ได้แก้คะแนน ระบบจะไม่เก็บซ้ำ",
    en: "Press “Submit” again: as long as you change nothing, no second file is made.",
  },
  status401: { th: "ไม่มีรหัสเข้าใช้ หรือรหัสใช้ไม่ได้แล้ว", en: "There is no access key, or it is no longer valid." },
  status401Remedy: {
    th: "วางรหัสเข้าใช้ที่ฝ่ายเลขานุการส่งให้ด้านล่าง ถ้ารหัสหมดอายุให้ขอรหัสใหม่",
    en: "Paste the access key from the secretary below. If it has expired, ask for a new one.",
  },
  signIn: { th: "ลงชื่อเข้าใช้ไม่สำเร็จ หรือการลงชื่อเข้าใช้หมดอายุแล้ว", en: "You are not signed in, or your sign-in has expired." },
  signInRemedy: {
    th: "ปิดแถบงานแล้วเปิดใหม่เพื่อลงชื่อเข้าใช้ด้วยบัญชีของหน่วยงาน ถ้ายังไม่ได้ให้แจ้งฝ่ายเลขานุการ",
    en: "Close the pane and open it again to sign in with your organisation’s account; if that fails, tell the secretary.",
  },
  status403: { th: "ท่านไม่มีสิทธิ์ทำรายการนี้", en: "You may not do this." },
  status403Remedy: {
    th: "ตรวจรหัสผลงานและขั้นตอนในแผ่นงานว่าตรงกับผลงานที่มอบหมายให้ท่าน ถ้าตรงแล้วให้แจ้งฝ่ายเลขานุการ",
    en: "See that the application and the stage in the sheet are among those assigned to you; if they are, tell the secretary.",
  },
  status404: { th: "เซิร์ฟเวอร์ไม่รู้จักคำสั่งนี้", en: "The server does not know this request." },
  status404Remedy: {
    th: "ปิดแล้วเปิดแถบงานใหม่ ถ้ายังไม่หายให้แจ้งฝ่ายเลขานุการ",
    en: "Close the pane and open it again; if that does not help, tell the secretary.",
  },
  status413: { th: "สมุดงานนี้ใหญ่เกินไป", en: "This workbook is too large." },
  status413Remedy: {
    th: "ใช้ไฟล์ที่มีเฉพาะแผ่นให้คะแนน ลบรูปและแผ่นงานอื่นออก แล้วลองใหม่",
    en: "Use a file with the score sheet alone: remove pictures and other sheets, then try again.",
  },
  status429: { th: "ส่งคำสั่งถี่เกินไป", en: "Too many requests at once." },
  status429Remedy: { th: "รอสักครู่แล้วลองใหม่", en: "Wait a moment, then try again." },
  refused: { th: "ทำรายการไม่ได้", en: "This could not be done." },
  server: { th: "เซิร์ฟเวอร์ทำรายการไม่สำเร็จ", en: "The server failed." },
  serverRemedy: {
    th: "ลองใหม่อีกครั้ง ถ้ายังไม่หายให้แจ้งฝ่ายเลขานุการ คะแนนในแผ่นงานไม่หาย",
    en: "Try again; if it fails again, tell the secretary. Your scores are safe in the sheet.",
  },
  AccessDenied: {
    th: "เขียนผลลงแผ่นงานไม่ได้ เพราะเซลล์ถูกล็อกอยู่",
    en: "The result could not be written: the cells are locked.",
  },
  AccessDeniedRemedy: {
    th: "เลือก รีวิว › ยกเลิกการป้องกันแผ่นงาน แล้วกดใหม่ หรือใช้แบบฟอร์มที่ได้รับจากฝ่ายเลขานุการ",
    en: "Choose Review › Unprotect Sheet and press again, or use the form that the secretary sent.",
  },
  InvalidOperationInCellEditMode: { th: "กำลังพิมพ์ค้างอยู่ในเซลล์", en: "A cell is still being edited." },
  InvalidOperationInCellEditModeRemedy: {
    th: "กด Enter ให้จบการพิมพ์ แล้วกดใหม่",
    en: "Press Enter to finish typing, then press again.",
  },
  noExcel: { th: "หน้านี้ใช้ได้ใน Excel เท่านั้น", en: "This page works inside Excel alone." },
  noExcelRemedy: {
    th: "เปิดสมุดงานใน Excel แล้วเปิดแถบ pyscoring จากที่นั่น ถ้าไม่พบแถบนี้ ให้แจ้งฝ่ายเลขานุการ",
    en: "Open the workbook in Excel, and the pyscoring pane from there; if you do not find it, tell the secretary.",
  },
  excel: { th: "Excel ทำรายการไม่สำเร็จ ({code})", en: "Excel could not do this ({code})." },
  excelRemedy: {
    th: "บันทึกไฟล์ ปิดแล้วเปิดใหม่ แล้วลองอีกครั้ง",
    en: "Save the file, close it, open it again, then try once more.",
  },
};
