// What waits on this phone: photographs and figures, each sealed to the desk's public key, which this phone
// cannot open, in IndexedDB. Pages use this and the service worker too; nothing here knows of a page.
//
// An item is deleted when the desk has said that it has that very item, and not before: sent twice, its
// id tells the desk that it is the same.
"use strict";
globalThis.phoneQueue = (() => {
  const MOST_ITEMS = 200;
  const MEGABYTE = 1024 * 1024;
  const MOST_BYTES = 500 * MEGABYTE;
  const MOST_OF_ONE = 40 * MEGABYTE;
  // A line that neither carries nor breaks is given up after so many milliseconds.
  const GREETING = 15_000;
  const SENDING = 600_000;
  const { joined, seal } = globalThis.hpke;
  const text = new TextEncoder();

  // What goes wrong here has a name, for which the page has a sentence.
  class QueueError extends Error {
    constructor(why) {
      super(why);
      this.why = why;
    }
  }

  let connection = null;
  const database = () => {
    connection ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("crosstally-queue", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("items", { keyPath: "id" });
        asked.result.createObjectStore("sealed");
        asked.result.createObjectStore("desk");
      };
      asked.onsuccess = () => {
        asked.result.onclose = () => { connection = null; };
        asked.result.onversionchange = () => asked.result.close();
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    });
    connection.catch(() => { connection = null; });
    return connection;
  };
  // Resolves when all of it is on the disk, not before: the browser may be killed the moment after.
  const write = async (stores, work) => {
    const transaction = (await database()).transaction(stores, "readwrite", { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    });
    work(transaction);
    await done;
  };
  const read = async (store, ask) => {
    const asked = ask((await database()).transaction(store).objectStore(store));
    return new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  };

  const list = async () => (await read("items", (store) => store.getAll())).sort((a, b) => a.taken - b.taken);
  const known = (name) => read("desk", (store) => store.get(name));
  const remember = (name, value) => write(["desk"], (transaction) => transaction.objectStore("desk").put(value, name));
  const forgetSender = () => write(["desk"], (transaction) => {
    for (const name of ["sender", "keeps"]) transaction.objectStore("desk").delete(name);
  });
  const remove = (id) => write(["items", "sealed"], (transaction) => {
    for (const store of ["items", "sealed"]) transaction.objectStore(store).delete(id);
  });
  const wipe = () => write(["items", "sealed", "desk"], (transaction) => {
    for (const store of ["items", "sealed", "desk"]) transaction.objectStore(store).clear();
  });
  const mark = (id, why, said) => write(["items"], (transaction) => {
    const store = transaction.objectStore("items");
    const asked = store.get(id);
    // An item that was wiped meanwhile does not come back.
    asked.onsuccess = () => asked.result && store.put({ ...asked.result, why, said });
  });

  const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const fromHex = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const senderOfLink = async (link) =>
    toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(link))));

  // What the desk takes in, by how files of it begin: JPEG, PNG, PDF, and HEIC (ISO 14496-12).
  const isPicture = (bytes) => {
    const begin = String.fromCharCode(...bytes.subarray(0, 12));
    if (begin.slice(4, 8) === "ftyp") return ["hei", "hev", "mif", "msf"].includes(begin.slice(8, 11));
    return ["\xff\xd8\xff", "\x89PNG", "%PDF-"].some((sign) => begin.startsWith(sign));
  };
  const refuseWhatHasNoRoom = async (size) => {
    const items = await list();
    if (items.length >= MOST_ITEMS) throw new QueueError("many");
    if (items.reduce((sum, item) => sum + item.size, size) > MOST_BYTES) throw new QueueError("much");
    const room = await navigator.storage?.estimate?.();
    if (room?.quota && room.usage + size > room.quota) throw new QueueError("full");
  };

  // Seals what is said of an item and its bytes, and keeps it. `link`: the secret of a sending link, or
  // nothing for whoever logged in last.
  const sealAndKeep = async ({ station, link, holds }, bytes) => {
    const key = await known("key");
    const sender = link ? await senderOfLink(link) : await known("sender");
    if (!key || !sender) throw new QueueError("nobody");
    const id = crypto.getRandomValues(new Uint8Array(16));
    const label = joined(text.encode("CTQ1"), id, fromHex(sender));
    const said = text.encode(JSON.stringify({ station: station.trim().slice(0, 200), link, holds }));
    const within = joined([said.length >> 8, said.length & 255], said, bytes);
    const sealed = joined(label, await seal(key, joined(text.encode("crosstally/queue/v1"), label), within));
    const item = { id: toHex(id), sender, byLink: Boolean(link), holds, size: bytes.length, taken: Date.now() };
    try {
      await write(["items", "sealed"], (transaction) => {
        transaction.objectStore("items").add(item);
        transaction.objectStore("sealed").add(sealed, item.id);
      });
    } catch (error) {
      throw error.name === "QuotaExceededError" ? new QueueError("full") : error;
    }
    return item;
  };
  const keep = async (file, { station, link }) => {
    if (file.size > MOST_OF_ONE) throw new QueueError("large");
    await refuseWhatHasNoRoom(file.size);
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      throw new QueueError("unreadable");
    }
    if (!isPicture(bytes)) throw new QueueError("kind");
    return sealAndKeep({ station, link, holds: "photograph" }, bytes);
  };
  // `entered`: the figures of one sheet by the names of its fields, as `sealed.Entered` has them.
  const keepFigures = async (station, entered) => {
    const bytes = text.encode(JSON.stringify(entered));
    await refuseWhatHasNoRoom(bytes.length);
    return sealAndKeep({ station, link: "", holds: "figures" }, bytes);
  };

  // What the desk needs of us and we of it. Fails where there is no network, or it is another's.
  const greet = async () => {
    const signal = AbortSignal.timeout(GREETING);
    const answer = await fetch("/queue/", { cache: "no-store", redirect: "error", signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const desk = await answer.json();
    await remember("key", Uint8Array.from(atob(desk.key), (letter) => letter.charCodeAt(0)));
    if (desk.sender) {
      await remember("sender", desk.sender);
      await remember("keeps", desk.keeps);
    }
    return desk;
  };
  const post = async (item, token) => {
    const body = await read("sealed", (store) => store.get(item.id));
    if (!body) return null;
    const headers = { "X-CSRFToken": token, "Content-Type": "application/octet-stream" };
    const signal = AbortSignal.timeout(SENDING);
    const answer = await fetch("/queue/", { method: "POST", headers, body, redirect: "error", signal });
    const told = await answer.json();
    // Whatever stands between us and the desk: nothing is deleted unless this very item is spoken of.
    if (told.id !== item.id) throw new Error("another answer");
    return told;
  };
  // Sends what may be sent; `report(told)` hears of each item as it goes. One that does not get through
  // holds up no other: those that were never tried go first, and three in a row are the line's fault.
  const send = (report = () => {}) =>
    navigator.locks.request("crosstally-queue", { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      const desk = await greet();
      const items = await list();
      let failed = 0;
      for (const item of [...items.filter((one) => !one.why), ...items.filter((one) => one.why)]) {
        if (item.why === "refused") continue;
        if (!item.byLink && item.sender !== desk.sender) {
          await mark(item.id, desk.sender ? "theirs" : "login");
          continue;
        }
        let told;
        try {
          told = await post(item, desk.token);
          failed = 0;
        } catch (error) {
          await mark(item.id, "later");
          failed += 1;
          if (failed === 3) throw error;
        }
        if (!told) continue;
        if (["received", "known"].includes(told.state)) await remove(item.id);
        else await mark(item.id, told.state, told.said.join(" "));
        report(told);
      }
      if (failed) throw new Error("not all of it got through");
    });
  return { keep, keepFigures, send, greet, list, remove, wipe, known, forgetSender };
})();
