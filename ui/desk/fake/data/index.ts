/** People, queues and conversations for trying the desk without a hub. */
export * from "./times.ts";
export * from "./people.ts";
export * from "./queues.ts";
export * from "./channels.ts";
export * from "./customers.ts";
export * from "./interactions.ts";
export * from "./messages.ts";
export * from "./knowledge.ts";
export * from "./service.ts";
export * from "./value.ts";
