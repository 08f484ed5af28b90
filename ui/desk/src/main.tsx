/** Starts the desk in the page. */
import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/work.css";
import "./styles/conversation.css";
import "./styles/messages.css";
import "./styles/composer.css";
import "./styles/customer.css";
import "./styles/live.css";
import "./styles/live-narrow.css";
import "./styles/admin-forms.css";
import "./styles/admin.css";
import "./styles/explain.css";
import "./styles/tasks.css";
import "./styles/cases.css";
import "./styles/today.css";
import "./styles/records.css";
import "./styles/search.css";
import "./styles/narrow.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
