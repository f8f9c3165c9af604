// The ribbon's buttons: they show the pane, for the answer stands there, and press its button of the same name.
for (const name of ["score", "submit"]) {
  Office.actions.associate(`pyscoring-${name}`, async (event) => {
    try {
      await Office.addin.showAsTaskpane();
      await globalThis.pyscoring.press(name);
    } finally {
      event.completed();
    }
  });
}
