import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Languages whose texts of React Aria's components go into the build; it has none in Hindi. */
const LANGUAGES = ["en-US", "es-ES", "pt-BR", "ar-AE"];

/** React Aria carries its texts in 34 languages; an empty module stands for those that are not ours. */
function fewerLanguages(): Plugin {
  return {
    name: "fewer-languages",
    enforce: "pre",
    load(id) {
      const language = /[\\/]intl[\\/](?:.*[\\/])?([a-z]{2}-[A-Z]{2})\.(?:mjs|js|cjs)$/.exec(
        id.split("?")[0] ?? "",
      )?.[1];
      return language && !LANGUAGES.includes(language) ? "export default {};" : null;
    },
  };
}

export default defineConfig({
  base: "/console/",
  plugins: [fewerLanguages(), react()],
  // The server puts a nonce of its own there with each answer (worker/console/files.py).
  html: { cspNonce: "{{nonce}}" },
  build: {
    outDir: "../static",
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    assetsInlineLimit: 0,
    sourcemap: false,
    // One file of styles for all parts, as many small ones compress badly; but for those that the list does not need.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: "parts", test: /[\\/]src[\\/]parts[\\/](?!Switch|Tabs).*\.css$/ }] },
      },
    },
  },
  server: { port: 5173, proxy: { "/api": process.env.LEADWORKER_CONSOLE ?? "http://127.0.0.1:8090" } },
});
