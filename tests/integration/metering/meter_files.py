"""Small meter files for tests."""

from io import BytesIO


def nem12(days, *, nmi="4001000001", unit="KWH", step=30, quality="A", end=True):
    """A NEM12 file of one channel, E1. `days`: date to the value of each interval, or to the list of them."""
    lines = ["100,NEM12,202603010000,MDP1,RETAIL1", f"200,{nmi},E1,E1,E1,N1,M0001,{unit},{step},"]
    for day, values in days.items():
        texts = [values] * (1440 // step) if isinstance(values, str) else values
        lines.append(f"300,{day:%Y%m%d},{','.join(texts)},{quality},,,20260401000000,")
    if end:
        lines.append("900")
    return BytesIO("\r\n".join([*lines, ""]).encode())


def joined(*files):
    """Files of one header as one file: the channels of all of them."""
    bodies = [file.getvalue().decode().splitlines() for file in files]
    lines = [bodies[0][0], *(line for body in bodies for line in body[1:-1]), "900", ""]
    return BytesIO("\r\n".join(lines).encode())


def long_csv(rows, header="service_point,channel,start,value,unit"):
    """A CSV of the rows, which are written as they stand."""
    return BytesIO("\n".join([header, *rows, ""]).encode())
