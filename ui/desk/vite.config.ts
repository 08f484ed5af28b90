/** Builds the desk into the Python package; `--mode fake` serves it with an in-memory hub instead. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { fakeHub } from "./fake/plugin.ts";

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === "fake" ? [fakeHub()] : [])],
  base: "/",
  build: {
    outDir: "../../hub/web/static/desk",
    emptyOutDir: true,
    // The hub's content policy allows nothing inline, so nothing may become a data: address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  test: { environment: "node", include: ["test/**/*.test.ts"] },
}));
