// The archive beside the desk: the way to its pages, and to the receipt whose code is on the panel.

const byId = (id) => document.getElementById(id);

/** Where the archive is and who signs in, or why it is not there; null: none was started. */
export function showArchive(archive) {
  byId("archive").hidden = archive === null;
  if (archive === null) {
    return;
  }
  const link = byId("archive-link");
  link.hidden = archive.url === "";
  if (archive.url !== "") {
    link.href = archive.url;
  }
  const words = archive.words || archive.owner;
  if (byId("archive-words").textContent !== words) {
    byId("archive-words").textContent = words;
  }
}

/** The address in the code on the panel, for those whose phone cannot reach this machine. */
export function showLink(address) {
  const link = byId("qr-link");
  // A code may say anything; only an address is one to be opened.
  link.hidden = !/^https?:\/\//i.test(address);
  if (!link.hidden) {
    link.href = address;
  }
}
