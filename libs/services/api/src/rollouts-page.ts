import { pageHeaders } from './documentation-pages.ts';

/** Nothing from elsewhere, nothing inline, in no frame. */
export const rolloutsPageHeaders = {
  ...pageHeaders,
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
} as const;

/** The page before its script has looked; the script fills `main`. */
export const rolloutsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Rollouts · Muster</title>
<link rel="icon" href="/api/docs/favicon-32x32.png">
<link rel="stylesheet" href="/rollouts/style.css">
<script type="module" src="/rollouts/main.js"></script>
</head>
<body>
<header>
<a class="home" href="/rollouts">Rollouts</a>
<nav><a href="/api/docs">API</a></nav>
</header>
<main id="main" aria-live="off">
<noscript><p>This page needs JavaScript. The same is at <a href="/api/v1/rollouts">/api/v1/rollouts</a> as JSON.</p></noscript>
</main>
<dialog id="dialog" aria-labelledby="dialog-title"></dialog>
</body>
</html>
`;
