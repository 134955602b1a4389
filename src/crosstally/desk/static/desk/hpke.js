// Sealing to a public key that this phone cannot open again: HPKE in base mode (RFC 9180) with
// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, by the browser's own cryptography.
"use strict";
globalThis.hpke = (() => {
  const text = new TextEncoder();
  const NOTHING = new Uint8Array(0);
  const KEM = joined(text.encode("KEM"), [0x00, 0x10]);
  const SUITE = joined(text.encode("HPKE"), [0x00, 0x10, 0x00, 0x01, 0x00, 0x02]);
  const VERSION = text.encode("HPKE-v1");
  const P256 = { name: "ECDH", namedCurve: "P-256" };

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
  const hmac = async (key, data) => {
    // HMAC pads a key with zeros: an empty one, which browsers refuse, is the same as 32 of them.
    const bytes = key.length ? key : new Uint8Array(32);
    const made = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", made, data));
  };
  // RFC 9180, section 4; what is asked for is never longer than one hash.
  const extract = (suite, salt, label, input) => hmac(salt, joined(VERSION, suite, text.encode(label), input));
  const expand = async (suite, key, label, info, length) =>
    (await hmac(key, joined([0, length], VERSION, suite, text.encode(label), info, [1]))).slice(0, length);

  // Section 4.1: a key of our own for this one item, and the secret that it shares with theirs.
  const encapsulated = async (theirs) => {
    const own = await crypto.subtle.generateKey(P256, false, ["deriveBits"]);
    const key = await crypto.subtle.importKey("raw", theirs, P256, false, []);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: key }, own.privateKey, 256);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
    const extracted = await extract(KEM, NOTHING, "eae_prk", new Uint8Array(shared));
    return { point, secret: await expand(KEM, extracted, "shared_secret", joined(point, theirs), 32) };
  };

  // Sections 5.1 and 6.1: the point (65 bytes) and what was sealed, as one.
  const seal = async (theirs, info, plain) => {
    const { point, secret } = await encapsulated(theirs);
    const context = joined(
      [0],
      await extract(SUITE, NOTHING, "psk_id_hash", NOTHING),
      await extract(SUITE, NOTHING, "info_hash", info),
    );
    const scheduled = await extract(SUITE, secret, "secret", NOTHING);
    const key = await expand(SUITE, scheduled, "key", context, 32);
    const iv = await expand(SUITE, scheduled, "base_nonce", context, 12);
    const made = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
    return joined(point, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, made, plain)));
  };
  return { joined, seal };
})();
