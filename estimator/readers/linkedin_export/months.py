"""Month names, and their short forms, in the languages LinkedIn is used in most."""

NAMES = (
    "jan january janv janvier januar ene enero janeiro gen gennaio januari jän jänner",
    "feb february févr fév février februar febrero fev fevereiro febbraio februari",
    "mar march mars mär mrz märz marzo março mrt maart",
    "apr april avr avril abr abril aprile",
    "may mai mayo maio mag maggio mei",
    "jun june juin juni junio junho giu giugno",
    "jul july juil juillet juli julio julho lug luglio",
    "aug august août ago agosto augustus",
    "sep sept september septembre septiembre set setembro settembre",
    "oct october octobre okt oktober octubre out outubro ott ottobre",
    "nov november novembre noviembre novembro",
    "dec december déc décembre dez dezember dic diciembre dezembro dicembre",
)
MONTH = {name: number for number, names in enumerate(NAMES, 1) for name in names.split()}
