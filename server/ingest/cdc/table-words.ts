/*
 * What tables and columns are called in English, French and German, written without accents, in lower case and without
 * separators: `Order_Items`, `orderItems` and `ORDER-ITEMS` are one name.
 */

const words = (list: string): readonly string[] => list.trim().split(/\s+/)

export const tableWords = {
  orders: words(`
    order orders salesorder salesorders customerorder customerorders shoporder shoporders commande commandes
    commandeclient commandesclient commandesclients vente ventes bestellung bestellungen auftrag auftraege
    kundenauftrag kundenauftraege
  `),
  lines: words(`
    orderitem orderitems orderline orderlines orderdetail orderdetails orderlineitems salesorderitem
    salesorderitems salesorderline salesorderlines lineitem lineitems lignecommande lignescommande
    lignescommandes lignedecommande lignesdecommande commandelignes bestellposition bestellpositionen
    auftragsposition auftragspositionen bestellzeilen
  `),
  stock: words(`
    inventory inventories stock stocks stocklevel stocklevels inventorylevel inventorylevels inventaire
    inventaires stockmagasin stocksmagasins niveaustock bestand bestaende lagerbestand lagerbestaende
    filialbestand
  `),
  customers: words('customer customers client clients kunde kunden'),
  products: words('product products article articles produit produits artikel produkt produkte'),
  stores: words('store stores shop shops magasin magasins boutique boutiques filiale filialen'),
}

export const columnWords = {
  orderedAt: words(`
    orderedat placedat orderdate ordertime ordertms orderts createdat created createdon datecommande
    commandele creele datecreation bestelldatum bestelltam auftragsdatum erstelltam
  `),
  amount: words(`
    total totalamount ordertotal grandtotal totalprice totalgross amounttotal amount montant montanttotal
    totalttc montantttc prixtotal betrag gesamtbetrag summe gesamtsumme gesamtpreis bruttobetrag
  `),
  minorAmount: words('totalcents amountcents totalminor amountminor totalincents totalcent betragcent'),
  currency: words('currency currencycode devise codedevise waehrung waehrungscode'),
  status: words('status orderstatus orderstate statut statutcommande etat etatcommande bestellstatus auftragsstatus'),
  cancelledAt: words('cancelledat canceledat cancelledon dateannulation annulele storniertam'),
  customer: words('customerid clientid idclient kundenid kundeid kundennr kundennummer customerno'),
  store: words(`
    storeid shopid branchid store shop storecode storeno magasinid idmagasin magasin codemagasin boutiqueid
    idboutique filialeid filialid filiale filialnr filialenr
  `),
  product: words(`
    sku productid productno productcode articleid itemid produitid idproduit refproduit codeproduit
    idarticle refarticle codearticle artikelid artikelnr artikelnummer produktid produktnr
  `),
  onHand: words(`
    onhand quantityonhand qtyonhand instock unitsinstock stockquantity stockqty stocklevel stock
    quantitystock inventoryquantity productinventory quantiteenstock quantitestock qtestock enstock bestand
    lagerbestand bestandsmenge
  `),
  quantity: words('quantity qty quantite qte menge anzahl stueckzahl'),
  unitPrice: words('unitprice price prixunitaire prix preis einzelpreis stueckpreis'),
  name: words(`
    name title fullname productname storename customername companyname shopname articlename nom libelle
    designation nomproduit nommagasin nomclient raisonsociale bezeichnung artikelname produktname filialname
    kundenname firma
  `),
  latitude: words('latitude lat breite breitengrad geolat'),
  longitude: words('longitude lng lon laenge laengengrad geolon geolng'),
  email: words('email emailaddress mail adressemail courriel emailadresse'),
  phone: words('phone phonenumber telephone tel mobile telefon telefonnummer'),
}

/** How the state of a cancelled order is written. */
export const cancelledWords = words(`
    CANCELLED cancelled Cancelled CANCELED canceled Canceled ANNULEE annulee annulée
    Annulée annulé Annulé STORNIERT storniert Storniert
  `)

/** Before a table's name, in databases that say what everything is. */
const prefixes = /^(?:tbl|tab|t|erp|shop|dbo|stg)_(?=.)/

export function plainName(name: string): string {
  const german = name.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue')
  const latin = german.replaceAll('ß', 'ss').normalize('NFD').replaceAll(/\p{M}/gu, '')
  return latin.replaceAll(/[^\p{L}\p{N}]/gu, '')
}

export function plainTableName(name: string): string {
  return plainName(name.toLowerCase().replace(prefixes, ''))
}
