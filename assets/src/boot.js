// Runs before the page is painted: nothing may jump when the rest of the scripts arrive.
(() => {
  const root = document.documentElement;
  const theme = localStorage.getItem("salter-theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  document.body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
})();
