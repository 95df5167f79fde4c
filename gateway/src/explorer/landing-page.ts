/** A short page that leads to the explorers, and what a browser may load for it. */
export const landingPage = () => ({ html, policy });

const policy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "script-src 'unsafe-inline' https://embeddable-sandbox.cdn.apollographql.com",
  'frame-src https://sandbox.embed.apollographql.com',
  'connect-src *',
  "frame-ancestors 'none'",
].join('; ');

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Bazaar</title>
<style>
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: flex; flex-direction: column; height: 100vh }
  header { display: flex; gap: 1.5rem; align-items: baseline; padding: .6rem 1rem; border-bottom: 1px solid #ddd }
  header strong { font-size: 1.1rem }
  #sandbox { flex: 1; display: grid; place-content: center; text-align: center }
  #sandbox iframe { width: 100vw; height: calc(100vh - 3rem); border: 0 }
  button { font: inherit; padding: .5rem 1rem }
</style>
</head>
<body>
<header>
  <strong>Bazaar</strong>
  <span>GraphQL over HTTP and WebSocket at <code>/graphql</code></span>
  <a href="/explorer">Explorer</a>
</header>
<div id="sandbox">
  <p><a href="/explorer">Open the explorer</a>, which works without the internet,</p>
  <p>or <button id="load">load Apollo Sandbox</button> from its CDN.</p>
</div>
<script>
  document.getElementById('load').addEventListener('click', () => {
    const script = document.createElement('script');
    script.src = 'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js';
    script.onload = () => {
      document.getElementById('sandbox').textContent = '';
      new EmbeddedSandbox({ target: '#sandbox', initialEndpoint: location.origin + '/graphql' });
    };
    script.onerror = () => alert('Apollo Sandbox could not be loaded; the explorer works without the internet.');
    document.head.append(script);
  });
</script>
</body>
</html>
`;
