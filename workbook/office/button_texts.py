"""What the button in LibreOffice says, in Thai and English."""

BUTTON = {"th": "คำนวณผลทางการ (pyscoring)", "en": "Official result (pyscoring)"}
WORKING = {"th": "กำลังคำนวณผลทางการ…", "en": "Calculating the official result…"}
GONE = {
    "th": "เรียก pyscoring ไม่ได้ที่\n{python}\n({detail})\n→ ติดตั้งส่วนขยายใหม่ด้วย pyscoring addin DIR --host libreoffice หรือสร้างไฟล์ {options} ที่มีสองบรรทัดนี้:\n[pyscoring]\npython = ตำแหน่งของ Python ที่ติดตั้ง pyscoring ไว้",
    "en": "pyscoring cannot be run at\n{python}\n({detail})\n→ Install the extension again, made by pyscoring addin DIR --host libreoffice; or make the file {options} with these two lines:\n[pyscoring]\npython = the place of the Python that pyscoring is installed in",
}
SLOW = {
    "th": "pyscoring ไม่ตอบภายใน {seconds} วินาที จึงไม่ได้เขียนอะไร\n→ ลองอีกครั้ง หรือเพิ่มบรรทัด timeout = 300 ใต้ [pyscoring] ในไฟล์ {options}",
    "en": "pyscoring did not answer within {seconds} seconds; nothing was written.\n→ Try again, or add the line timeout = 300 under [pyscoring] to the file {options}",
}
FAILED = {
    "th": "pyscoring ทำงานไม่สำเร็จ จึงไม่ได้เขียนอะไร ({detail})\n→ ปรับรุ่น pyscoring และส่วนขยายให้ตรงกัน หรือแจ้งผู้ดูแลระบบ",
    "en": "pyscoring failed; nothing was written ({detail}).\n→ Bring pyscoring and the extension to the same version, or tell whoever keeps this computer",
}
