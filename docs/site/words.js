/* Thai writes no spaces between words. This runs in front of the theme's search worker and parts the words,
   of what is searched and of what is asked, by the same dictionary: the browser's own. */
(() => {
  const dictionary = Intl.Segmenter && new Intl.Segmenter("th", { granularity: "word" }); // Firefox: from 125
  const words = (run) => (dictionary ? Array.from(dictionary.segment(run), (word) => word.segment) : [run]);
  const thai = /[\u0e00-\u0e7f]+/g;
  const parted = (text, put) => text.replace(thai, (run) => put(words(run)));
  const required = (parts) => (parts.length > 1 ? parts.map((word) => "+" + word).join(" ") + "*" : parts[0]);
  const foreign = (page) => page.location.startsWith("en/") !== (self.location.hash === "#en");
  const written = new Map(); // what each section says, by its location
  const send = self.postMessage.bind(self);
  let runs = [];
  let wider = null;

  addEventListener("message", ({ data: message }) => {
    if (message.type === 0) {
      message.data.docs = message.data.docs.filter((page) => !foreign(page));
      for (const page of message.data.docs) {
        written.set(page.location, page.title + " " + page.text);
        for (const part of ["title", "text"]) page[part] = parted(page[part], (parts) => parts.join("\u200b"));
      }
    }
    if (message.type === 2) {
      runs = message.data.match(thai) || [];
      wider = parted(message.data, (parts) => parts.join(" "));
      message.data = parted(message.data, required);
    }
  });

  self.postMessage = (answer) => {
    if (answer.type !== 3) return send(answer);
    if (!answer.data.items.length && wider) {
      const data = { type: 2, data: wider }; // no page has every part: those with some of them
      dispatchEvent(new MessageEvent("message", { data }));
      wider = null;
      return;
    }
    const asWritten = (page) => runs.every((run) => page.some((section) => written.get(section.location).includes(run)));
    answer.data.items = [...answer.data.items.filter(asWritten), ...answer.data.items.filter((page) => !asWritten(page))];
    send(answer);
  };
})();
