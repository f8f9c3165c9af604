/* Thai writes no spaces between words. This runs in front of the theme's search worker and parts the words,
   of what is searched and of what is asked, by the same dictionary: the browser's own. */
(() => {
  const foreign = (page) => page.location.startsWith("en/") !== (self.location.hash === "#en");
  const dictionary = Intl.Segmenter && new Intl.Segmenter("th", { granularity: "word" }); // Firefox: from 125
  const words = (run) => (dictionary ? Array.from(dictionary.segment(run), (word) => word.segment) : [run]);
  const parted = (text, put) => text.replace(/[\u0e00-\u0e7f]+/g, (run) => put(words(run)));
  const required = (parts) => (parts.length > 1 ? parts.map((word) => "+" + word).join(" ") + "*" : parts[0]);
  const send = self.postMessage.bind(self);
  let wider = null;
  addEventListener("message", ({ data: message }) => {
    if (message.type === 0) {
      message.data.docs = message.data.docs.filter((page) => !foreign(page));
      for (const page of message.data.docs)
        for (const part of ["title", "text"]) page[part] = parted(page[part], (parts) => parts.join("\u200b"));
    }
    if (message.type === 2) {
      const asked = message.data;
      message.data = parted(asked, required);
      wider = parted(asked, (parts) => parts.join(" "));
    }
  });
  self.postMessage = (answer) => {
    if (answer.type !== 3 || answer.data.items.length || !wider) return send(answer);
    const data = { type: 2, data: wider }; // no page has every part of a word: those with some of them
    dispatchEvent(new MessageEvent("message", { data }));
    wider = null;
  };
})();
