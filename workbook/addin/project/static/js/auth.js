// Who calls: xlwings asks for this before every worksheet function, and the pane before every request.
globalThis.getAuth = async function () {
  const providers = globalThis.config.authProviders ?? [];
  const key = localStorage.getItem("pyscoring-key");
  if (providers.includes("custom") && (key || !providers.includes("entraid"))) {
    return { token: key ? `Bearer ${key}` : "", provider: "custom" };
  }
  if (providers.includes("entraid")) {
    return { token: await xlwings.getAccessToken(), provider: "entraid" };
  }
  return { token: "", provider: "" };
};
