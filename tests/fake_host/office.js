// Stands in for office.js, after Microsoft's client file: the client's batches go to `fakeHost`, events come back.
(() => {
  const TYPES = { changed: 10, activated: 11 };
  const nowhere = (what) => () => {
    fakeHostComplains(`the pane uses ${what}, which the fake host has not`);
    throw new Error(what);
  };
  const raise = ([event, message]) =>
    OfficeExtension._testTriggerRichApiMessageEvent({
      entries: [
        {
          messageCategory: 65536,
          messageType: TYPES[event],
          targetId: OfficeExtension.Constants.eventWorkbookId,
          message: JSON.stringify(message),
        },
      ],
    });
  const executor = {
    async executeAsync(data, flags, message) {
      const { body, events } = await fakeHost(message.Body);
      setTimeout(() => events.forEach(raise));
      return { ErrorCode: "", ErrorMessage: "", Headers: {}, Body: body };
    },
  };
  OfficeExtension._testSetRichApiMessageReadyImpl(() => Promise.resolve());
  OfficeExtension.SessionBase._overrideSession = Object.assign(new OfficeExtension.SessionBase(), {
    _createRequestExecutorOrNull: () => executor,
  });

  const HAS = { excelapi: 17, sharedruntime: 1, customfunctionsruntime: 1, dialogapi: 2, ribbonapi: 1 };
  const actions = {};
  globalThis.fakeOffice = { raise, actions, dialogs: [], shown: 0 };
  const context = {
    host: "Excel",
    platform: "PC",
    displayLanguage: "th-TH",
    diagnostics: undefined,
    requirements: {
      isSetSupported: (name, version = "1.1") => Number(version.split(".")[1]) <= (HAS[name.toLowerCase()] ?? -1),
    },
    ui: { displayDialogAsync: (url) => fakeOffice.dialogs.push(url), messageParent: nowhere("messageParent") },
  };
  globalThis.Office = Object.create(globalThis.Office, { context: { value: context } });
  Office.HostType = { Excel: "Excel" };
  Office.onReady = async (then) => {
    const info = { host: "Excel", platform: "PC" };
    then?.(info);
    return info;
  };
  Office.actions = { associate: (name, action) => (actions[name] = action) };
  Office.addin = { showAsTaskpane: async () => void (fakeOffice.shown += 1) };
  Office.auth = { getAccessToken: nowhere("getAccessToken") };
  globalThis.CustomFunctions = { associate() {} };
})();
