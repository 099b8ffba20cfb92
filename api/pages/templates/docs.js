SwaggerUIBundle({
  url: document.currentScript.dataset.document,
  dom_id: "#swagger-ui",
  deepLinking: false, // its links stand inside buttons, which screen readers cannot follow
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: -1,
  syntaxHighlight: false, // its colours have too little contrast
  validatorUrl: null,
});

// Swagger UI leaves its fields and the button that copies a command without a name.
function nameFields() {
  for (const field of document.querySelectorAll(":is(input, select, textarea):not([aria-label])")) {
    field.ariaLabel = field.closest("[data-param-name]")?.dataset.paramName ?? "Value";
  }
  for (const button of document.querySelectorAll("button:empty:not([aria-label])")) {
    button.ariaLabel = "Copy";
  }
}
new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
