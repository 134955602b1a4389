// The one service worker: it opens the page without a network, and sends what waits when there is one
// again and no page is open. It keeps the same few files for everybody, and no page of anybody.
"use strict";
importScripts("/static/desk/hpke.js", "/static/desk/queue.js");
const PAGE = "/offline/";
const PATIENCE = 3000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const kept = (path) => caches.match(path, { ignoreVary: true, ignoreSearch: true });
// From the network; from the phone where that fails, or takes longer than somebody at a door waits.
const inTime = async (request, path) => {
  const fromPhone = await kept(path);
  if (!fromPhone) return fetch(request);
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, fromPhone); });
  const answer = fetch(request).then((one) => (one.ok ? one : fromPhone), () => fromPhone);
  return Promise.race([answer, late]);
};
const pageOrOffline = async (request) => {
  try {
    return await fetch(request);
  } catch {
    return (await kept(PAGE)) ?? Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST") {
    // Who logs out leaves the phone to others: what they queue is not queued in that name.
    if (pathname === "/logout/") event.waitUntil(phoneQueue.forgetSender());
    return;
  }
  if (request.method !== "GET") return;
  if (pathname === PAGE || pathname.startsWith("/static/desk/")) event.respondWith(inTime(request, pathname));
  else if (request.mode === "navigate") event.respondWith(pageOrOffline(request));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "queue") event.waitUntil(phoneQueue.send());
});
